CREATE TABLE notify_batch (
    id        text PRIMARY KEY,
    made_by   text NOT NULL,
    made_at   timestamp NOT NULL,
    posted_on text,
    posted_by text NOT NULL
);
CREATE INDEX notify_batch_made ON notify_batch (made_at, id);
CREATE TABLE notify_letter (
    delivery text PRIMARY KEY REFERENCES notify_delivery (id),
    content  blob NOT NULL,
    pages    integer NOT NULL,
    batch    text NOT NULL
);
CREATE INDEX notify_letter_batch ON notify_letter (batch);
