-- What happened in residents' lives, as it was told. The id is the same each time that the same thing is told.
CREATE TABLE life_events (
	id text NOT NULL PRIMARY KEY,
	kind text NOT NULL,
	subject text NOT NULL,
	other text NOT NULL,
	day text NOT NULL,
	data text NOT NULL,
	known timestamp NOT NULL
);
CREATE INDEX life_events_day ON life_events (day);

-- What rules have come to, one row for each receiver; an empty receiver is the municipality's own. The key is what makes each happen once.
CREATE TABLE life_effects (
	id text NOT NULL PRIMARY KEY,
	rule text NOT NULL,
	hash text NOT NULL,
	kind text NOT NULL,
	subject text NOT NULL,
	receiver text NOT NULL,
	period text NOT NULL,
	ground text NOT NULL,
	until text,
	event text NOT NULL,
	permit text NOT NULL,
	state text NOT NULL,
	reason text NOT NULL,
	made timestamp NOT NULL,
	seen timestamp,
	answered timestamp,
	later text,
	reminded integer NOT NULL,
	asked text NOT NULL,
	why text NOT NULL,
	draft text NOT NULL,
	case_id text NOT NULL,
	UNIQUE (rule, subject, period, receiver)
);
CREATE INDEX life_effects_receiver ON life_effects (receiver, made);
CREATE INDEX life_effects_standing ON life_effects (rule, id) WHERE state IN ('open', 'review');
CREATE INDEX life_effects_until ON life_effects (until) WHERE state = 'open' AND until IS NOT NULL;
CREATE INDEX life_effects_draft ON life_effects (draft) WHERE draft <> '';

-- Who wants to be left alone, by a rule, or by all where rule is empty.
CREATE TABLE life_left_alone (
	person text NOT NULL,
	rule text NOT NULL,
	since timestamp NOT NULL,
	PRIMARY KEY (person, rule)
) WITHOUT ROWID;

-- When rules were switched on and off. The latest row of a rule is what holds; a rule without one is off.
CREATE TABLE life_switches (
	id text NOT NULL PRIMARY KEY,
	rule text NOT NULL,
	is_on boolean NOT NULL,
	at timestamp NOT NULL,
	by_whom text NOT NULL,
	under text NOT NULL
);
CREATE INDEX life_switches_rule ON life_switches (rule, id);

CREATE TABLE life_runs (
	id text NOT NULL PRIMARY KEY,
	at timestamp NOT NULL,
	day text NOT NULL,
	people integer NOT NULL,
	rules integer NOT NULL,
	made integer NOT NULL,
	reopened integer NOT NULL,
	withdrawn integer NOT NULL,
	expired integer NOT NULL,
	reminded integer NOT NULL
);
