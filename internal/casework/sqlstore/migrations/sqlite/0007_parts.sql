-- The first day on which something in a case may be disposed of before the case is.
ALTER TABLE cases ADD COLUMN parts_from text;
CREATE INDEX cases_parts ON cases (parts_from) WHERE parts_from IS NOT NULL;
