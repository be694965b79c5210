-- What was answered brooks no delay.
ALTER TABLE cases ADD COLUMN urgent boolean NOT NULL DEFAULT false;
