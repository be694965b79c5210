-- What a case asks of the desk beside its clocks: when what it waits for was to come, since when an officer is reminded, and whom it was handed up to.
ALTER TABLE cases ADD COLUMN awaited text COLLATE "C";
ALTER TABLE cases ADD COLUMN reminded text COLLATE "C";
ALTER TABLE cases ADD COLUMN handed_to text COLLATE "C" NOT NULL DEFAULT '';
-- Between which days a case is looked at for reminders. An open case of before is looked at on each day until something happens to it.
ALTER TABLE cases ADD COLUMN watch_from text COLLATE "C";
ALTER TABLE cases ADD COLUMN watch_to text COLLATE "C";
UPDATE cases SET watch_from = received WHERE closed IS NULL AND NOT disposed;
UPDATE cases SET awaited = (SELECT MIN(needs_due) FROM case_holders h WHERE h.case_id = cases.id AND h.needs = 'answer') WHERE closed IS NULL;
CREATE INDEX cases_awaited ON cases (board, awaited) WHERE closed IS NULL AND awaited IS NOT NULL;
CREATE INDEX cases_reminded ON cases (board, reminded) WHERE reminded IS NOT NULL;
CREATE INDEX cases_watch ON cases (watch_from) WHERE watch_from IS NOT NULL;
