-- The last time that each version of a rule was simulated from the desk: what was counted, as JSON, or what broke it off.
CREATE TABLE life_trials (
	rule text COLLATE "C" NOT NULL,
	hash text COLLATE "C" NOT NULL,
	begun timestamptz NOT NULL,
	by_whom text NOT NULL,
	ended timestamptz,
	result text NOT NULL,
	error text NOT NULL,
	PRIMARY KEY (rule, hash)
);
