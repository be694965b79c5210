-- Claims are in the order of due and key: what a run puts in the outbox is all due at one instant, and would be sorted at each claim.
CREATE INDEX outbox_job_claim ON outbox_job (state, due, key);
DROP INDEX outbox_job_due;
