ALTER TABLE asked_question ADD COLUMN unsure boolean NOT NULL DEFAULT false;
