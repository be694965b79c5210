CREATE TABLE contact_verified (
    id      text COLLATE "C" PRIMARY KEY,
    person  text COLLATE "C" NOT NULL,
    channel text COLLATE "C" NOT NULL,
    digest  bytea NOT NULL,
    at      timestamptz NOT NULL,
    UNIQUE (person, channel)
);
CREATE TABLE contact_code (
    id      text COLLATE "C" PRIMARY KEY,
    person  text COLLATE "C" NOT NULL,
    channel text COLLATE "C" NOT NULL,
    digest  bytea NOT NULL,
    lang    text COLLATE "C" NOT NULL,
    made    timestamptz NOT NULL,
    tries   integer NOT NULL,
    used    boolean NOT NULL,
    refused boolean NOT NULL
);
CREATE INDEX contact_code_person ON contact_code (person, channel, made);
CREATE INDEX contact_code_digest ON contact_code (digest, made);
