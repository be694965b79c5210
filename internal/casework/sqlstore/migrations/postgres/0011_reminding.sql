-- Since when people are reminded, where there were cases before anybody was: a row, without a day until the first run. A new database has none.
CREATE TABLE case_reminding (since text COLLATE "C");
INSERT INTO case_reminding (since) SELECT NULL WHERE EXISTS (SELECT 1 FROM cases);
