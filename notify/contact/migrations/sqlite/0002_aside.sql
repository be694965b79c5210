ALTER TABLE contact_code ADD COLUMN sealed blob;
