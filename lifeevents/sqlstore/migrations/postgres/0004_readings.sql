-- Which officer has read what was left to a trained one.
CREATE TABLE life_readings (
	effect text COLLATE "C" NOT NULL,
	at timestamptz NOT NULL,
	reader text COLLATE "C" NOT NULL,
	PRIMARY KEY (effect, at, reader)
);
