-- What each run did by each rule.
CREATE TABLE life_rule_runs (
	id text COLLATE "C" NOT NULL PRIMARY KEY,
	at timestamptz NOT NULL,
	day text COLLATE "C" NOT NULL,
	rule text COLLATE "C" NOT NULL,
	hash text COLLATE "C" NOT NULL,
	heard boolean NOT NULL,
	looked integer NOT NULL,
	made integer NOT NULL,
	reviews integer NOT NULL,
	reopened integer NOT NULL,
	withdrawn integer NOT NULL,
	reminded integer NOT NULL,
	error text COLLATE "C" NOT NULL
);
CREATE INDEX life_rule_runs_rule ON life_rule_runs (rule, id);
-- Which version of the rule was switched, and after which switch before it, so that the same press switches once. Older rows have none.
ALTER TABLE life_switches ADD COLUMN hash text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE life_switches ADD COLUMN follows text COLLATE "C";
CREATE UNIQUE INDEX life_switches_once ON life_switches (rule, follows) WHERE follows IS NOT NULL;
