-- The stored files that cases name, so that a file which no case names any more can be removed.
CREATE TABLE case_files (
	hash text COLLATE "C" NOT NULL,
	case_id text COLLATE "C" NOT NULL,
	PRIMARY KEY (hash, case_id)
);
CREATE INDEX case_files_case ON case_files (case_id);

INSERT INTO case_files (hash, case_id)
SELECT DISTINCT d ->> 'hash', e.case_id FROM case_events e, jsonb_array_elements(CAST(e.payload AS jsonb) -> 'documents') d;
