CREATE TABLE push_key (
    id     integer PRIMARY KEY CHECK (id = 1),
    public text NOT NULL,
    sealed blob NOT NULL
);
CREATE TABLE push_device (
    id      text PRIMARY KEY,
    person  text NOT NULL,
    digest  blob NOT NULL UNIQUE,
    sealed  blob NOT NULL,
    name    text NOT NULL,
    added   timestamp NOT NULL,
    renewed timestamp NOT NULL,
    used    timestamp
);
CREATE INDEX push_device_person ON push_device (person, added);
