-- What other systems have told of, so that the same is taken once.
CREATE TABLE life_heard (
	source text NOT NULL,
	id text NOT NULL,
	at timestamp NOT NULL,
	PRIMARY KEY (source, id)
) WITHOUT ROWID;
-- What they told that was left out, and why; not what stood in it.
CREATE TABLE life_aside (
	source text NOT NULL,
	id text NOT NULL,
	at timestamp NOT NULL,
	reason text NOT NULL,
	PRIMARY KEY (source, id)
) WITHOUT ROWID;
