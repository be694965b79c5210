-- Grows by one with every save, so that two open tabs do not overwrite each other unseen.
ALTER TABLE draft ADD COLUMN version integer NOT NULL DEFAULT 1;
