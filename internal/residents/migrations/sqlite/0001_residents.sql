CREATE TABLE resident_address (
    id       text PRIMARY KEY,
    street   text NOT NULL,
    number   integer NOT NULL,
    letter   text NOT NULL,
    postcode text NOT NULL,
    town     text NOT NULL,
    folded   text NOT NULL, -- the street as it is searched for
    east     integer NOT NULL,
    north    integer NOT NULL,
    UNIQUE (folded, number, letter, postcode)
);
CREATE INDEX resident_address_place ON resident_address (north, east);

CREATE TABLE resident_person (
    id         text PRIMARY KEY,
    given      text NOT NULL,
    family     text NOT NULL,
    born       text NOT NULL,
    died       text,
    address    text NOT NULL, -- '' where none is known or it is protected
    apartment  text NOT NULL,
    alternate  text NOT NULL, -- a child's other address
    protection text NOT NULL CHECK (protection IN ('', 'marked', 'registered'))
);
CREATE INDEX resident_person_home ON resident_person (address, apartment);

-- The one table that holds personal numbers: encrypted, found by a keyed digest.
CREATE TABLE resident_number (
    person text PRIMARY KEY REFERENCES resident_person (id) ON DELETE CASCADE,
    sealed blob NOT NULL,
    digest blob NOT NULL UNIQUE
);

CREATE TABLE resident_guardian (
    child    text NOT NULL REFERENCES resident_person (id) ON DELETE CASCADE,
    guardian text NOT NULL REFERENCES resident_person (id) ON DELETE CASCADE,
    since    text,
    until    text,
    PRIMARY KEY (child, guardian)
);
CREATE INDEX resident_guardian_by ON resident_guardian (guardian);

CREATE TABLE resident_pupil (
    person text PRIMARY KEY REFERENCES resident_person (id) ON DELETE CASCADE,
    school text NOT NULL,
    grade  integer NOT NULL,
    chosen boolean NOT NULL
);

CREATE TABLE resident_organisation (
    id      text PRIMARY KEY,
    name    text NOT NULL,
    number  text NOT NULL UNIQUE,
    form    text NOT NULL CHECK (form IN ('company', 'association')),
    address text NOT NULL
);

CREATE TABLE resident_signatory (
    organisation text NOT NULL REFERENCES resident_organisation (id) ON DELETE CASCADE,
    person       text NOT NULL REFERENCES resident_person (id) ON DELETE CASCADE,
    since        text,
    until        text,
    PRIMARY KEY (organisation, person)
);
CREATE INDEX resident_signatory_by ON resident_signatory (person);

CREATE TABLE resident_contact (
    person   text PRIMARY KEY REFERENCES resident_person (id) ON DELETE CASCADE,
    email    text NOT NULL,
    phone    text NOT NULL,
    language text NOT NULL
);
