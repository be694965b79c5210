-- What happened in residents' lives, as it was told. The id is the same each time that the same thing is told.
CREATE TABLE life_events (
	id text COLLATE "C" NOT NULL PRIMARY KEY,
	kind text COLLATE "C" NOT NULL,
	subject text COLLATE "C" NOT NULL,
	other text COLLATE "C" NOT NULL,
	day text COLLATE "C" NOT NULL,
	data text NOT NULL,
	known timestamptz NOT NULL
);
CREATE INDEX life_events_day ON life_events (day);

-- What rules have come to, one row for each receiver; an empty receiver is the municipality's own. The key is what makes each happen once.
CREATE TABLE life_effects (
	id text COLLATE "C" NOT NULL PRIMARY KEY,
	rule text COLLATE "C" NOT NULL,
	hash text COLLATE "C" NOT NULL,
	kind text COLLATE "C" NOT NULL,
	subject text COLLATE "C" NOT NULL,
	receiver text COLLATE "C" NOT NULL,
	period text COLLATE "C" NOT NULL,
	ground text COLLATE "C" NOT NULL,
	until text COLLATE "C",
	event text COLLATE "C" NOT NULL,
	permit text COLLATE "C" NOT NULL,
	state text COLLATE "C" NOT NULL,
	reason text COLLATE "C" NOT NULL,
	made timestamptz NOT NULL,
	seen timestamptz,
	answered timestamptz,
	later text COLLATE "C",
	reminded integer NOT NULL,
	asked text NOT NULL,
	why text NOT NULL,
	draft text COLLATE "C" NOT NULL,
	case_id text COLLATE "C" NOT NULL,
	UNIQUE (rule, subject, period, receiver)
);
CREATE INDEX life_effects_receiver ON life_effects (receiver, made);
CREATE INDEX life_effects_standing ON life_effects (rule, id) WHERE state IN ('open', 'review');
CREATE INDEX life_effects_until ON life_effects (until) WHERE state = 'open' AND until IS NOT NULL;
CREATE INDEX life_effects_draft ON life_effects (draft) WHERE draft <> '';

-- Who wants to be left alone, by a rule, or by all where rule is empty.
CREATE TABLE life_left_alone (
	person text COLLATE "C" NOT NULL,
	rule text COLLATE "C" NOT NULL,
	since timestamptz NOT NULL,
	PRIMARY KEY (person, rule)
);

-- When rules were switched on and off. The latest row of a rule is what holds; a rule without one is off.
CREATE TABLE life_switches (
	id text COLLATE "C" NOT NULL PRIMARY KEY,
	rule text COLLATE "C" NOT NULL,
	is_on boolean NOT NULL,
	at timestamptz NOT NULL,
	by_whom text COLLATE "C" NOT NULL,
	under text COLLATE "C" NOT NULL
);
CREATE INDEX life_switches_rule ON life_switches (rule, id);

CREATE TABLE life_runs (
	id text COLLATE "C" NOT NULL PRIMARY KEY,
	at timestamptz NOT NULL,
	day text COLLATE "C" NOT NULL,
	people integer NOT NULL,
	rules integer NOT NULL,
	made integer NOT NULL,
	reopened integer NOT NULL,
	withdrawn integer NOT NULL,
	expired integer NOT NULL,
	reminded integer NOT NULL
);
