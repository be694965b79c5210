-- Codes by which somebody follows another's report: they tell where it stands, and nothing more.
ALTER TABLE case_codes ADD COLUMN follows boolean NOT NULL DEFAULT false;
