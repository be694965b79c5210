CREATE TABLE draft (
  id           text      NOT NULL PRIMARY KEY,
  submission_key text    NOT NULL,
  owner        text      NOT NULL,
  service      text      NOT NULL,
  hash         text      NOT NULL,
  field_values text      NOT NULL,
  page         text      NOT NULL,
  case_id      text      NOT NULL,
  created      timestamp NOT NULL,
  updated      timestamp NOT NULL,
  expires      timestamp NOT NULL
);
CREATE INDEX draft_owner ON draft (owner, updated);
CREATE INDEX draft_expires ON draft (expires);

CREATE TABLE draft_file (
  id         text    NOT NULL PRIMARY KEY,
  draft      text    NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
  field      text    NOT NULL,
  name       text    NOT NULL,
  media_type text    NOT NULL,
  size       integer NOT NULL,
  hash       text    NOT NULL
);
CREATE INDEX draft_file_draft ON draft_file (draft);
CREATE INDEX draft_file_hash ON draft_file (hash);
