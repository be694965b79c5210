-- Imports into the population register that no process has looked at yet.
CREATE TABLE life_imports (
	id text COLLATE "C" NOT NULL PRIMARY KEY
);
-- What was told is looked for by itself now.
DELETE FROM outbox_job WHERE topic = 'life.run';
