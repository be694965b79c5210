-- Those about whom something has changed or been told since rules last looked at them. Each time is a row of its own, so that what comes while they are looked at
-- is not taken for seen.
CREATE TABLE life_touched (
	id text COLLATE "C" NOT NULL PRIMARY KEY,
	person text COLLATE "C" NOT NULL,
	told boolean NOT NULL
);

CREATE INDEX life_touched_told ON life_touched (id) WHERE told;

-- How far each rule has been run, and on what basis.
CREATE TABLE life_followed (
	rule text COLLATE "C" NOT NULL PRIMARY KEY,
	basis text COLLATE "C" NOT NULL,
	day text COLLATE "C" NOT NULL
);

CREATE INDEX life_events_subject ON life_events (subject, day);
