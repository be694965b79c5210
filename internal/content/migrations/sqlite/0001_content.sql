CREATE TABLE content_text (
    hash  text PRIMARY KEY,
    bytes blob NOT NULL
);
CREATE TABLE content_version (
    kind     text NOT NULL,
    name     text NOT NULL,
    hash     text NOT NULL REFERENCES content_text (hash),
    first_at timestamp NOT NULL,
    PRIMARY KEY (kind, name, hash)
);
