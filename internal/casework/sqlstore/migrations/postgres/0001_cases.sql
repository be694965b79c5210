-- The state of each case, derived from its events, for lists and searches.
CREATE TABLE cases (
	id text COLLATE "C" NOT NULL PRIMARY KEY,
	version integer NOT NULL,
	board text COLLATE "C" NOT NULL,
	year integer NOT NULL,
	number integer NOT NULL,
	type_id text COLLATE "C" NOT NULL,
	type_hash text COLLATE "C" NOT NULL,
	kind text COLLATE "C" NOT NULL,
	channel text COLLATE "C" NOT NULL,
	classification text COLLATE "C" NOT NULL,
	title text COLLATE "C" NOT NULL,
	public_title text COLLATE "C" NOT NULL,
	assurance integer NOT NULL,
	step text COLLATE "C" NOT NULL,
	status text COLLATE "C" NOT NULL,
	assignee text COLLATE "C" NOT NULL,
	secrecy_law text COLLATE "C" NOT NULL,
	secrecy_strength text COLLATE "C" NOT NULL,
	protected boolean NOT NULL,
	received_at timestamptz NOT NULL,
	received text COLLATE "C" NOT NULL,
	due text COLLATE "C",
	closed text COLLATE "C",
	dispose_from text COLLATE "C",
	disposed boolean NOT NULL,
	lang text COLLATE "C" NOT NULL,
	north integer,
	east integer,
	address text COLLATE "C" NOT NULL,
	seq integer NOT NULL,
	head text COLLATE "C" NOT NULL,
	changed_at timestamptz NOT NULL,
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
	case_id text COLLATE "C" NOT NULL,
	seq integer NOT NULL,
	id text COLLATE "C" NOT NULL,
	at timestamptz NOT NULL,
	actor text COLLATE "C" NOT NULL,
	actor_kind text COLLATE "C" NOT NULL,
	kind text COLLATE "C" NOT NULL,
	audience text COLLATE "C" NOT NULL,
	payload text COLLATE "C",
	salt bytea,
	digest text COLLATE "C" NOT NULL,
	prev text COLLATE "C" NOT NULL,
	hash text COLLATE "C" NOT NULL,
	PRIMARY KEY (case_id, seq)
);

-- One row for each person or organisation that has the case in its list, so that the list is read from one table by one index.
CREATE TABLE case_holders (
	holder text COLLATE "C" NOT NULL,
	case_id text COLLATE "C" NOT NULL,
	role text COLLATE "C" NOT NULL,
	until text COLLATE "C",
	rank integer NOT NULL,
	needs text COLLATE "C" NOT NULL,
	needs_due text COLLATE "C",
	newest text COLLATE "C" NOT NULL,
	newest_seq integer NOT NULL,
	newest_at timestamptz NOT NULL,
	own boolean NOT NULL,
	seen integer NOT NULL,
	title text COLLATE "C" NOT NULL,
	folded text COLLATE "C" NOT NULL,
	board text COLLATE "C" NOT NULL,
	year integer NOT NULL,
	number integer NOT NULL,
	type_id text COLLATE "C" NOT NULL,
	type_hash text COLLATE "C" NOT NULL,
	status text COLLATE "C" NOT NULL,
	step text COLLATE "C" NOT NULL,
	received text COLLATE "C" NOT NULL,
	closed text COLLATE "C",
	protected boolean NOT NULL,
	assurance integer NOT NULL,
	PRIMARY KEY (holder, case_id)
);
CREATE INDEX case_holders_list ON case_holders (holder, rank, newest_at DESC, case_id DESC);
CREATE INDEX case_holders_case ON case_holders (case_id);

-- The words that a case is found by, folded and stemmed.
CREATE TABLE case_tokens (
	token text COLLATE "C" NOT NULL,
	case_id text COLLATE "C" NOT NULL,
	PRIMARY KEY (token, case_id)
);
CREATE INDEX case_tokens_case ON case_tokens (case_id);

-- Follow codes of anonymous cases: hashes only.
CREATE TABLE case_codes (
	hash text COLLATE "C" NOT NULL PRIMARY KEY,
	case_id text COLLATE "C" NOT NULL
);

-- Commands that are done once.
CREATE TABLE case_keys (
	scope text COLLATE "C" NOT NULL,
	hash text COLLATE "C" NOT NULL,
	content text COLLATE "C" NOT NULL,
	case_id text COLLATE "C" NOT NULL,
	PRIMARY KEY (scope, hash)
);

-- Who of the authority has read what.
CREATE TABLE case_readings (
	case_id text COLLATE "C" NOT NULL,
	at timestamptz NOT NULL,
	reader text COLLATE "C" NOT NULL,
	document text COLLATE "C" NOT NULL,
	board text COLLATE "C" NOT NULL,
	role text COLLATE "C" NOT NULL,
	PRIMARY KEY (case_id, at, reader, document)
);

CREATE TABLE case_permits (
	id text COLLATE "C" NOT NULL PRIMARY KEY,
	case_id text COLLATE "C" NOT NULL,
	holder text COLLATE "C" NOT NULL,
	kind text COLLATE "C" NOT NULL,
	from_day text COLLATE "C" NOT NULL,
	to_day text COLLATE "C",
	body text COLLATE "C" NOT NULL
);
CREATE INDEX case_permits_holder ON case_permits (holder, from_day);
CREATE INDEX case_permits_end ON case_permits (to_day) WHERE to_day IS NOT NULL;
CREATE INDEX case_permits_case ON case_permits (case_id);

-- The last diary number of each board and year.
CREATE TABLE diaries (
	board text COLLATE "C" NOT NULL,
	year integer NOT NULL,
	last integer NOT NULL,
	PRIMARY KEY (board, year)
);
