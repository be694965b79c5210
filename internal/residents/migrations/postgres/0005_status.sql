-- What the population register tells of somebody beside who and where they are. as_of is the day of the file that told it: an older one changes nothing.
CREATE TABLE resident_status (
    person      text COLLATE "C" PRIMARY KEY REFERENCES resident_person (id) ON DELETE CASCADE,
    away        boolean NOT NULL,
    since       text COLLATE "C", -- from when they are registered where they live
    civil       text COLLATE "C" NOT NULL CHECK (civil IN ('', 'unmarried', 'married', 'divorced', 'widowed')),
    civil_since text COLLATE "C",
    as_of       text COLLATE "C"
);

-- What a file held that was left out, and why; not what stood there.
CREATE TABLE resident_aside (
    file   text COLLATE "C" NOT NULL,
    line   integer NOT NULL,
    reason text COLLATE "C" NOT NULL,
    at     timestamptz NOT NULL,
    PRIMARY KEY (file, line, reason)
);
