-- Those about whom something has changed or been told since rules last looked at them. Each time is a row of its own, so that what comes while they are looked at
-- is not taken for seen.
CREATE TABLE life_touched (
	id text NOT NULL PRIMARY KEY,
	person text NOT NULL,
	told boolean NOT NULL
) WITHOUT ROWID;

CREATE INDEX life_touched_told ON life_touched (id) WHERE told;

-- How far each rule has been run, and on what basis.
CREATE TABLE life_followed (
	rule text NOT NULL PRIMARY KEY,
	basis text NOT NULL,
	day text NOT NULL
) WITHOUT ROWID;

CREATE INDEX life_events_subject ON life_events (subject, day);
