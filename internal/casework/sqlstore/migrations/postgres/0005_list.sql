-- A holder's row has the case's version, so that whoever has the case in their list can read it without its row in cases. In SQLite the rows are also laid
-- in the order of the list; PostgreSQL keeps rows where they came to lie, and has case_holders_list for it.
ALTER TABLE case_holders ADD COLUMN version integer;
UPDATE case_holders SET version = c.version FROM cases c WHERE c.id = case_holders.case_id;
ALTER TABLE case_holders ALTER COLUMN version SET NOT NULL;
