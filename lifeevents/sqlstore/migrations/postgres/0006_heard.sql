-- What other systems have told of, so that the same is taken once.
CREATE TABLE life_heard (
	source text COLLATE "C" NOT NULL,
	id text COLLATE "C" NOT NULL,
	at timestamptz NOT NULL,
	PRIMARY KEY (source, id)
);
-- What they told that was left out, and why; not what stood in it.
CREATE TABLE life_aside (
	source text COLLATE "C" NOT NULL,
	id text COLLATE "C" NOT NULL,
	at timestamptz NOT NULL,
	reason text COLLATE "C" NOT NULL,
	PRIMARY KEY (source, id)
);
