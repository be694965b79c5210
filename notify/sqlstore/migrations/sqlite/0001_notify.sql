CREATE TABLE notify_notice (
    id       text PRIMARY KEY,
    person   text NOT NULL,
    party    text NOT NULL,
    case_id  text NOT NULL,
    number   text NOT NULL,
    event_id text NOT NULL,
    seq      integer NOT NULL,
    matter   text NOT NULL,
    at       timestamp NOT NULL,
    read_at  timestamp,
    UNIQUE (event_id, person, matter)
);
CREATE INDEX notify_notice_person ON notify_notice (person, at, id);
CREATE INDEX notify_notice_case ON notify_notice (case_id, person);
CREATE TABLE notify_delivery (
    id           text PRIMARY KEY,
    key          text NOT NULL UNIQUE,
    person       text NOT NULL,
    case_id      text NOT NULL,
    number       text NOT NULL,
    matter       text NOT NULL,
    channel      text NOT NULL,
    address      text NOT NULL,
    name         text NOT NULL,
    step         integer NOT NULL,
    state        text NOT NULL,
    made         timestamp NOT NULL,
    due          timestamp NOT NULL,
    sent_at      timestamp,
    delivered_at timestamp,
    opened_at    timestamp,
    ended_at     timestamp,
    evidence     text NOT NULL,
    reason       text NOT NULL,
    test         boolean NOT NULL,
    title        text NOT NULL,
    body         text NOT NULL,
    texts        text NOT NULL
);
CREATE INDEX notify_delivery_case ON notify_delivery (case_id, person, made);
CREATE INDEX notify_delivery_state ON notify_delivery (state, due);
CREATE INDEX notify_delivery_made ON notify_delivery (made);
CREATE TABLE notify_delivery_notice (
    delivery text NOT NULL REFERENCES notify_delivery (id),
    notice   text NOT NULL REFERENCES notify_notice (id),
    PRIMARY KEY (delivery, notice)
);
CREATE INDEX notify_delivery_notice_notice ON notify_delivery_notice (notice);
CREATE TABLE notify_preference (
    person   text NOT NULL,
    kind     text NOT NULL,
    channels text NOT NULL,
    PRIMARY KEY (person, kind)
);
CREATE TABLE notify_anytime (
    person text PRIMARY KEY
);
