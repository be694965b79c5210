CREATE TABLE session (
  id        text COLLATE "C" NOT NULL PRIMARY KEY,
  person    text COLLATE "C" NOT NULL,
  officer   boolean          NOT NULL,
  acts_for  text COLLATE "C" NOT NULL,
  assurance integer          NOT NULL,
  case_id   text COLLATE "C" NOT NULL,
  created   timestamptz      NOT NULL,
  seen      timestamptz      NOT NULL,
  expires   timestamptz      NOT NULL
);
CREATE INDEX session_expires ON session (expires);
