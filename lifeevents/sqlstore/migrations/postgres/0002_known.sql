-- What the population register said of everybody when it was last looked at, as JSON: what happened is found by comparing.
CREATE TABLE life_known (
	person text COLLATE "C" NOT NULL PRIMARY KEY,
	state text NOT NULL
);
