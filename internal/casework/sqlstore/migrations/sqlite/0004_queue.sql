-- Who stands in line to which unit. turn sorts the queue as text.
CREATE TABLE case_queue (
	case_id text NOT NULL,
	unit text NOT NULL,
	type_id text NOT NULL,
	state text NOT NULL,
	turn text NOT NULL,
	wish integer NOT NULL,
	wanted text,
	since timestamp NOT NULL,
	marks text NOT NULL,
	PRIMARY KEY (case_id, unit)
) WITHOUT ROWID;
CREATE INDEX case_queue_turn ON case_queue (type_id, unit, state, turn, case_id);

-- The places that are offered or held. The key is what keeps a place from being given twice.
CREATE TABLE case_places (
	type_id text NOT NULL,
	unit text NOT NULL,
	place integer NOT NULL,
	case_id text NOT NULL,
	offer text NOT NULL,
	due text,
	PRIMARY KEY (type_id, unit, place)
) WITHOUT ROWID;
CREATE UNIQUE INDEX case_places_case ON case_places (case_id);
CREATE INDEX case_places_due ON case_places (due) WHERE due IS NOT NULL;
