-- What stands, or has stood, on the notice board. The key is what keeps the same news from being posted twice.
CREATE TABLE notices (
	id text NOT NULL PRIMARY KEY,
	key text NOT NULL UNIQUE,
	kind text NOT NULL,
	board text NOT NULL,
	title text NOT NULL,
	body text NOT NULL,
	link text NOT NULL,
	number text NOT NULL,
	meeting text,
	adjusted text,
	posted text NOT NULL,
	until text NOT NULL,
	by_whom text NOT NULL
);
CREATE INDEX notices_until ON notices (until);
