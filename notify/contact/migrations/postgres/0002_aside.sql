ALTER TABLE contact_code ADD COLUMN sealed bytea;
