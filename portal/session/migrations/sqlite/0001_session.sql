CREATE TABLE session (
  id        text      NOT NULL PRIMARY KEY,
  person    text      NOT NULL,
  officer   boolean   NOT NULL,
  acts_for  text      NOT NULL,
  assurance integer   NOT NULL,
  case_id   text      NOT NULL,
  created   timestamp NOT NULL,
  seen      timestamp NOT NULL,
  expires   timestamp NOT NULL
);
CREATE INDEX session_expires ON session (expires);
