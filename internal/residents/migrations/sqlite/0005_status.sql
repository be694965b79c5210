-- What the population register tells of somebody beside who and where they are. as_of is the day of the file that told it: an older one changes nothing.
CREATE TABLE resident_status (
    person      text PRIMARY KEY REFERENCES resident_person (id) ON DELETE CASCADE,
    away        boolean NOT NULL,
    since       text, -- from when they are registered where they live
    civil       text NOT NULL CHECK (civil IN ('', 'unmarried', 'married', 'divorced', 'widowed')),
    civil_since text,
    as_of       text
);

-- What a file held that was left out, and why; not what stood there.
CREATE TABLE resident_aside (
    file   text NOT NULL,
    line   integer NOT NULL,
    reason text NOT NULL,
    at     timestamp NOT NULL,
    PRIMARY KEY (file, line, reason)
);
