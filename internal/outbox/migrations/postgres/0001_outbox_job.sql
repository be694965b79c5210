CREATE TABLE outbox_job (
    key        text COLLATE "C" PRIMARY KEY,
    topic      text COLLATE "C" NOT NULL,
    payload    text NOT NULL,
    state      text COLLATE "C" NOT NULL CHECK (state IN ('ready', 'done', 'dead')),
    due        timestamptz NOT NULL,
    attempts   integer NOT NULL,
    lease      text COLLATE "C",
    last_error text NOT NULL
);
CREATE INDEX outbox_job_due ON outbox_job (state, due);
