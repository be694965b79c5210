-- The places that their holders have given up, with the last day. Until it has passed, the place is free only from the day after.
CREATE TABLE case_leaving (
	case_id text NOT NULL PRIMARY KEY,
	type_id text NOT NULL,
	unit text NOT NULL,
	place integer NOT NULL,
	offer text NOT NULL,
	until text NOT NULL
) WITHOUT ROWID;
CREATE INDEX case_leaving_until ON case_leaving (type_id, until);
