-- The places that their holders have given up, with the last day. Until it has passed, the place is free only from the day after.
CREATE TABLE case_leaving (
	case_id text COLLATE "C" NOT NULL PRIMARY KEY,
	type_id text COLLATE "C" NOT NULL,
	unit text COLLATE "C" NOT NULL,
	place integer NOT NULL,
	offer text COLLATE "C" NOT NULL,
	until text COLLATE "C" NOT NULL
);
CREATE INDEX case_leaving_until ON case_leaving (type_id, until);
