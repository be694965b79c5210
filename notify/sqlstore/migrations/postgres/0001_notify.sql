CREATE TABLE notify_notice (
    id       text COLLATE "C" PRIMARY KEY,
    person   text COLLATE "C" NOT NULL,
    party    text COLLATE "C" NOT NULL,
    case_id  text COLLATE "C" NOT NULL,
    number   text COLLATE "C" NOT NULL,
    event_id text COLLATE "C" NOT NULL,
    seq      integer NOT NULL,
    matter   text COLLATE "C" NOT NULL,
    at       timestamptz NOT NULL,
    read_at  timestamptz,
    UNIQUE (event_id, person, matter)
);
CREATE INDEX notify_notice_person ON notify_notice (person, at, id);
CREATE INDEX notify_notice_case ON notify_notice (case_id, person);
CREATE TABLE notify_delivery (
    id           text COLLATE "C" PRIMARY KEY,
    key          text COLLATE "C" NOT NULL UNIQUE,
    person       text COLLATE "C" NOT NULL,
    case_id      text COLLATE "C" NOT NULL,
    number       text COLLATE "C" NOT NULL,
    matter       text COLLATE "C" NOT NULL,
    channel      text COLLATE "C" NOT NULL,
    address      text COLLATE "C" NOT NULL,
    name         text NOT NULL,
    step         integer NOT NULL,
    state        text COLLATE "C" NOT NULL,
    made         timestamptz NOT NULL,
    due          timestamptz NOT NULL,
    sent_at      timestamptz,
    delivered_at timestamptz,
    opened_at    timestamptz,
    ended_at     timestamptz,
    evidence     text NOT NULL,
    reason       text NOT NULL,
    test         boolean NOT NULL,
    title        text NOT NULL,
    body         text NOT NULL,
    texts        text COLLATE "C" NOT NULL
);
CREATE INDEX notify_delivery_case ON notify_delivery (case_id, person, made);
CREATE INDEX notify_delivery_state ON notify_delivery (state, due);
CREATE INDEX notify_delivery_made ON notify_delivery (made);
CREATE TABLE notify_delivery_notice (
    delivery text COLLATE "C" NOT NULL REFERENCES notify_delivery (id),
    notice   text COLLATE "C" NOT NULL REFERENCES notify_notice (id),
    PRIMARY KEY (delivery, notice)
);
CREATE INDEX notify_delivery_notice_notice ON notify_delivery_notice (notice);
CREATE TABLE notify_preference (
    person   text COLLATE "C" NOT NULL,
    kind     text COLLATE "C" NOT NULL,
    channels text COLLATE "C" NOT NULL,
    PRIMARY KEY (person, kind)
);
CREATE TABLE notify_anytime (
    person text COLLATE "C" PRIMARY KEY
);
