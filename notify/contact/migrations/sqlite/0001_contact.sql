CREATE TABLE contact_verified (
    id      text PRIMARY KEY,
    person  text NOT NULL,
    channel text NOT NULL,
    digest  blob NOT NULL,
    at      timestamp NOT NULL,
    UNIQUE (person, channel)
);
CREATE TABLE contact_code (
    id      text PRIMARY KEY,
    person  text NOT NULL,
    channel text NOT NULL,
    digest  blob NOT NULL,
    lang    text NOT NULL,
    made    timestamp NOT NULL,
    tries   integer NOT NULL,
    used    boolean NOT NULL,
    refused boolean NOT NULL
);
CREATE INDEX contact_code_person ON contact_code (person, channel, made);
CREATE INDEX contact_code_digest ON contact_code (digest, made);
