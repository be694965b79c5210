-- The stored files that cases name, so that a file which no case names any more can be removed.
CREATE TABLE case_files (
	hash text NOT NULL,
	case_id text NOT NULL,
	PRIMARY KEY (hash, case_id)
) WITHOUT ROWID;
CREATE INDEX case_files_case ON case_files (case_id);

INSERT INTO case_files (hash, case_id)
SELECT DISTINCT json_extract(d.value, '$.hash'), e.case_id FROM case_events e, json_each(e.payload, '$.documents') d;
