-- What its party took back is over for them, and no time runs in it: an officer only has it to close.
UPDATE cases SET due = NULL WHERE status = 'withdrawn' AND closed IS NULL;
UPDATE case_holders SET rank = 2, needs = '', needs_due = NULL WHERE case_id IN (SELECT id FROM cases WHERE status = 'withdrawn' AND closed IS NULL);
