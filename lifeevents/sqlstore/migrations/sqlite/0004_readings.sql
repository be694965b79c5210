-- Which officer has read what was left to a trained one.
CREATE TABLE life_readings (
	effect text NOT NULL,
	at timestamp NOT NULL,
	reader text NOT NULL,
	PRIMARY KEY (effect, at, reader)
) WITHOUT ROWID;
