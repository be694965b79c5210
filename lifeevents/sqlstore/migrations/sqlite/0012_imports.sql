-- Imports into the population register that no process has looked at yet.
CREATE TABLE life_imports (
	id text NOT NULL PRIMARY KEY
) WITHOUT ROWID;
-- What was told is looked for by itself now.
DELETE FROM outbox_job WHERE topic = 'life.run';
