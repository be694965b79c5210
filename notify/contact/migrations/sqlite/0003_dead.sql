ALTER TABLE contact_verified ADD COLUMN dead timestamp;
