CREATE TABLE resident_address (
    id       text COLLATE "C" PRIMARY KEY,
    street   text NOT NULL,
    number   integer NOT NULL,
    letter   text COLLATE "C" NOT NULL,
    postcode text COLLATE "C" NOT NULL,
    town     text NOT NULL,
    folded   text COLLATE "C" NOT NULL, -- the street as it is searched for
    east     integer NOT NULL,
    north    integer NOT NULL,
    UNIQUE (folded, number, letter, postcode)
);
CREATE INDEX resident_address_place ON resident_address (north, east);

CREATE TABLE resident_person (
    id         text COLLATE "C" PRIMARY KEY,
    given      text NOT NULL,
    family     text NOT NULL,
    born       text COLLATE "C" NOT NULL,
    died       text COLLATE "C",
    address    text COLLATE "C" NOT NULL, -- '' where none is known or it is protected
    apartment  text COLLATE "C" NOT NULL,
    alternate  text COLLATE "C" NOT NULL, -- a child's other address
    protection text COLLATE "C" NOT NULL CHECK (protection IN ('', 'marked', 'registered'))
);
CREATE INDEX resident_person_home ON resident_person (address, apartment);

-- The one table that holds personal numbers: encrypted, found by a keyed digest.
CREATE TABLE resident_number (
    person text COLLATE "C" PRIMARY KEY REFERENCES resident_person (id) ON DELETE CASCADE,
    sealed bytea NOT NULL,
    digest bytea NOT NULL UNIQUE
);

CREATE TABLE resident_guardian (
    child    text COLLATE "C" NOT NULL REFERENCES resident_person (id) ON DELETE CASCADE,
    guardian text COLLATE "C" NOT NULL REFERENCES resident_person (id) ON DELETE CASCADE,
    since    text COLLATE "C",
    until    text COLLATE "C",
    PRIMARY KEY (child, guardian)
);
CREATE INDEX resident_guardian_by ON resident_guardian (guardian);

CREATE TABLE resident_pupil (
    person text COLLATE "C" PRIMARY KEY REFERENCES resident_person (id) ON DELETE CASCADE,
    school text COLLATE "C" NOT NULL,
    grade  integer NOT NULL,
    chosen boolean NOT NULL
);

CREATE TABLE resident_organisation (
    id      text COLLATE "C" PRIMARY KEY,
    name    text NOT NULL,
    number  text COLLATE "C" NOT NULL UNIQUE,
    form    text COLLATE "C" NOT NULL CHECK (form IN ('company', 'association')),
    address text COLLATE "C" NOT NULL
);

CREATE TABLE resident_signatory (
    organisation text COLLATE "C" NOT NULL REFERENCES resident_organisation (id) ON DELETE CASCADE,
    person       text COLLATE "C" NOT NULL REFERENCES resident_person (id) ON DELETE CASCADE,
    since        text COLLATE "C",
    until        text COLLATE "C",
    PRIMARY KEY (organisation, person)
);
CREATE INDEX resident_signatory_by ON resident_signatory (person);

CREATE TABLE resident_contact (
    person   text COLLATE "C" PRIMARY KEY REFERENCES resident_person (id) ON DELETE CASCADE,
    email    text NOT NULL,
    phone    text NOT NULL,
    language text COLLATE "C" NOT NULL
);
