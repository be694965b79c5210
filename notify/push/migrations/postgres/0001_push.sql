CREATE TABLE push_key (
    id     integer PRIMARY KEY CHECK (id = 1),
    public text COLLATE "C" NOT NULL,
    sealed bytea NOT NULL
);
CREATE TABLE push_device (
    id      text COLLATE "C" PRIMARY KEY,
    person  text COLLATE "C" NOT NULL,
    digest  bytea NOT NULL UNIQUE,
    sealed  bytea NOT NULL,
    name    text NOT NULL,
    added   timestamptz NOT NULL,
    renewed timestamptz NOT NULL,
    used    timestamptz
);
CREATE INDEX push_device_person ON push_device (person, added);
