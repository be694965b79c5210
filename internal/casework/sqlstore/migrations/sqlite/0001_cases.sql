-- The state of each case, derived from its events, for lists and searches.
CREATE TABLE cases (
	id text NOT NULL PRIMARY KEY,
	version integer NOT NULL,
	board text NOT NULL,
	year integer NOT NULL,
	number integer NOT NULL,
	type_id text NOT NULL,
	type_hash text NOT NULL,
	kind text NOT NULL,
	channel text NOT NULL,
	classification text NOT NULL,
	title text NOT NULL,
	public_title text NOT NULL,
	assurance integer NOT NULL,
	step text NOT NULL,
	status text NOT NULL,
	assignee text NOT NULL,
	secrecy_law text NOT NULL,
	secrecy_strength text NOT NULL,
	protected boolean NOT NULL,
	received_at timestamp NOT NULL,
	received text NOT NULL,
	due text,
	closed text,
	dispose_from text,
	disposed boolean NOT NULL,
	lang text NOT NULL,
	north integer,
	east integer,
	address text NOT NULL,
	seq integer NOT NULL,
	head text NOT NULL,
	changed_at timestamp NOT NULL,
	unanswered boolean NOT NULL,
	public_place boolean NOT NULL,
	UNIQUE (board, year, number)
);
CREATE INDEX cases_open ON cases (board, due, received_at) WHERE closed IS NULL;
CREATE INDEX cases_received ON cases (board, received_at);
CREATE INDEX cases_changed ON cases (board, changed_at);
CREATE INDEX cases_assignee ON cases (assignee, due) WHERE closed IS NULL;
CREATE INDEX cases_due ON cases (due) WHERE closed IS NULL AND due IS NOT NULL;
CREATE INDEX cases_dispose ON cases (dispose_from) WHERE dispose_from IS NOT NULL;
CREATE INDEX cases_place ON cases (type_id, north) WHERE public_place;

-- What happened: only ever added. Disposal (gallring) clears payload and salt; digest and hash stay.
CREATE TABLE case_events (
	case_id text NOT NULL,
	seq integer NOT NULL,
	id text NOT NULL,
	at timestamp NOT NULL,
	actor text NOT NULL,
	actor_kind text NOT NULL,
	kind text NOT NULL,
	audience text NOT NULL,
	payload text,
	salt blob,
	digest text NOT NULL,
	prev text NOT NULL,
	hash text NOT NULL,
	PRIMARY KEY (case_id, seq)
) WITHOUT ROWID;

-- One row for each person or organisation that has the case in its list, so that the list is read from one table by one index.
-- A holder's rows lie together: a list of twenty is a few pages of the file, not twenty.
CREATE TABLE case_holders (
	holder text NOT NULL,
	case_id text NOT NULL,
	role text NOT NULL,
	until text,
	rank integer NOT NULL,
	needs text NOT NULL,
	needs_due text,
	newest text NOT NULL,
	newest_seq integer NOT NULL,
	newest_at timestamp NOT NULL,
	own boolean NOT NULL,
	seen integer NOT NULL,
	title text NOT NULL,
	folded text NOT NULL,
	board text NOT NULL,
	year integer NOT NULL,
	number integer NOT NULL,
	type_id text NOT NULL,
	type_hash text NOT NULL,
	status text NOT NULL,
	step text NOT NULL,
	received text NOT NULL,
	closed text,
	protected boolean NOT NULL,
	assurance integer NOT NULL,
	PRIMARY KEY (holder, case_id)
) WITHOUT ROWID;
CREATE INDEX case_holders_list ON case_holders (holder, rank, newest_at DESC, case_id DESC);
CREATE INDEX case_holders_case ON case_holders (case_id);

-- The words that a case is found by, folded and stemmed.
CREATE TABLE case_tokens (
	token text NOT NULL,
	case_id text NOT NULL,
	PRIMARY KEY (token, case_id)
) WITHOUT ROWID;
CREATE INDEX case_tokens_case ON case_tokens (case_id);

-- Follow codes of anonymous cases: hashes only.
CREATE TABLE case_codes (
	hash text NOT NULL PRIMARY KEY,
	case_id text NOT NULL
) WITHOUT ROWID;

-- Commands that are done once.
CREATE TABLE case_keys (
	scope text NOT NULL,
	hash text NOT NULL,
	content text NOT NULL,
	case_id text NOT NULL,
	PRIMARY KEY (scope, hash)
) WITHOUT ROWID;

-- Who of the authority has read what.
CREATE TABLE case_readings (
	case_id text NOT NULL,
	at timestamp NOT NULL,
	reader text NOT NULL,
	document text NOT NULL,
	board text NOT NULL,
	role text NOT NULL,
	PRIMARY KEY (case_id, at, reader, document)
) WITHOUT ROWID;

CREATE TABLE case_permits (
	id text NOT NULL PRIMARY KEY,
	case_id text NOT NULL,
	holder text NOT NULL,
	kind text NOT NULL,
	from_day text NOT NULL,
	to_day text,
	body text NOT NULL
);
CREATE INDEX case_permits_holder ON case_permits (holder, from_day);
CREATE INDEX case_permits_end ON case_permits (to_day) WHERE to_day IS NOT NULL;
CREATE INDEX case_permits_case ON case_permits (case_id);

-- The last diary number of each board and year.
CREATE TABLE diaries (
	board text NOT NULL,
	year integer NOT NULL,
	last integer NOT NULL,
	PRIMARY KEY (board, year)
) WITHOUT ROWID;
