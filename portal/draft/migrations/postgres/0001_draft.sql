CREATE TABLE draft (
  id text COLLATE "C" NOT NULL PRIMARY KEY,
  submission_key text COLLATE "C" NOT NULL,
  owner text COLLATE "C" NOT NULL,
  service text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL,
  field_values text COLLATE "C" NOT NULL,
  page text COLLATE "C" NOT NULL,
  case_id text COLLATE "C" NOT NULL,
  created timestamptz NOT NULL,
  updated timestamptz NOT NULL,
  expires timestamptz NOT NULL
);
CREATE INDEX draft_owner ON draft (owner, updated);
CREATE INDEX draft_expires ON draft (expires);

CREATE TABLE draft_file (
  id text COLLATE "C" NOT NULL PRIMARY KEY,
  draft text COLLATE "C" NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
  field text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  media_type text COLLATE "C" NOT NULL,
  size bigint NOT NULL,
  hash text COLLATE "C" NOT NULL
);
CREATE INDEX draft_file_draft ON draft_file (draft);
CREATE INDEX draft_file_hash ON draft_file (hash);
