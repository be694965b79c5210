-- Somebody whom a case names and who is not in the population register here.
ALTER TABLE resident_person ADD COLUMN outside boolean NOT NULL DEFAULT FALSE;
