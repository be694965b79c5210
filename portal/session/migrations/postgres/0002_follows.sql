-- The case was opened by a code to follow somebody else's report by.
ALTER TABLE session ADD COLUMN follows boolean NOT NULL DEFAULT false;
