CREATE TABLE outbox_job (
    key        text PRIMARY KEY,
    topic      text NOT NULL,
    payload    text NOT NULL,
    state      text NOT NULL CHECK (state IN ('ready', 'done', 'dead')),
    due        timestamp NOT NULL,
    attempts   integer NOT NULL,
    lease      text,
    last_error text NOT NULL
);
CREATE INDEX outbox_job_due ON outbox_job (state, due);
