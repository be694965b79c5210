CREATE TABLE notify_batch (
    id        text COLLATE "C" PRIMARY KEY,
    made_by   text COLLATE "C" NOT NULL,
    made_at   timestamptz NOT NULL,
    posted_on text COLLATE "C",
    posted_by text COLLATE "C" NOT NULL
);
CREATE INDEX notify_batch_made ON notify_batch (made_at, id);
CREATE TABLE notify_letter (
    delivery text COLLATE "C" PRIMARY KEY REFERENCES notify_delivery (id),
    content  bytea NOT NULL,
    pages    integer NOT NULL,
    batch    text COLLATE "C" NOT NULL
);
CREATE INDEX notify_letter_batch ON notify_letter (batch);
