-- What stands, or has stood, on the notice board. The key is what keeps the same news from being posted twice.
CREATE TABLE notices (
	id text COLLATE "C" NOT NULL PRIMARY KEY,
	key text COLLATE "C" NOT NULL UNIQUE,
	kind text COLLATE "C" NOT NULL,
	board text COLLATE "C" NOT NULL,
	title text COLLATE "C" NOT NULL,
	body text COLLATE "C" NOT NULL,
	link text COLLATE "C" NOT NULL,
	number text COLLATE "C" NOT NULL,
	meeting text COLLATE "C",
	adjusted text COLLATE "C",
	posted text COLLATE "C" NOT NULL,
	until text COLLATE "C" NOT NULL,
	by_whom text COLLATE "C" NOT NULL
);
CREATE INDEX notices_until ON notices (until);
