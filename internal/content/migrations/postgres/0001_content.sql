CREATE TABLE content_text (
    hash  text COLLATE "C" PRIMARY KEY,
    bytes bytea NOT NULL
);
CREATE TABLE content_version (
    kind     text COLLATE "C" NOT NULL,
    name     text COLLATE "C" NOT NULL,
    hash     text COLLATE "C" NOT NULL REFERENCES content_text (hash),
    first_at timestamptz NOT NULL,
    PRIMARY KEY (kind, name, hash)
);
