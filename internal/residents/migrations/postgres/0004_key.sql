-- One row: something that the installation's key encrypted, so that another key is known for one even while the register holds nobody.
CREATE TABLE resident_key (
    one    integer PRIMARY KEY CHECK (one = 1),
    sealed bytea NOT NULL
);
