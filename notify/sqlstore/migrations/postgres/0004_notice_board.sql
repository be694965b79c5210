-- Whose matter a notice is of: the board of its case, or of the rule that came first with it.
ALTER TABLE notify_notice ADD COLUMN board text COLLATE "C" NOT NULL DEFAULT '';
