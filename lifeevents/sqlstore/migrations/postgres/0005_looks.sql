-- The day on which the population register was last looked at.
CREATE TABLE life_looks (
	day text COLLATE "C" NOT NULL PRIMARY KEY,
	at timestamptz NOT NULL
);
CREATE INDEX life_effects_answered ON life_effects (answered) WHERE answered IS NOT NULL;
