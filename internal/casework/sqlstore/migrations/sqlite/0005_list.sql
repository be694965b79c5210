-- A holder's rows lie in the order of their list, those that need them first: the list is read, and what needs them counted, by walking along one
-- stretch of the table, without looking each row up from an index. It has the case's version too, so that whoever has the case in their list can read
-- it without its row in cases.
CREATE TABLE case_holders_new (
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
	version integer NOT NULL,
	PRIMARY KEY (holder, rank, newest_at DESC, case_id DESC)
) WITHOUT ROWID;
INSERT INTO case_holders_new (holder, case_id, role, until, rank, needs, needs_due, newest, newest_seq, newest_at, own, seen, title, folded, board,
	year, number, type_id, type_hash, status, step, received, closed, protected, assurance, version)
SELECT holder, case_id, role, until, rank, needs, needs_due, newest, newest_seq, newest_at, own, seen, title, folded, board,
	year, number, type_id, type_hash, status, step, received, closed, protected, assurance,
	(SELECT c.version FROM cases c WHERE c.id = case_holders.case_id) FROM case_holders
	ORDER BY holder, rank, newest_at DESC, case_id DESC;
DROP TABLE case_holders;
ALTER TABLE case_holders_new RENAME TO case_holders;
CREATE UNIQUE INDEX case_holders_case ON case_holders (case_id, holder);
