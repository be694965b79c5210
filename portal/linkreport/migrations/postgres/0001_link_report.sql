CREATE TABLE link_report (
  link text COLLATE "C" NOT NULL PRIMARY KEY,
  url text COLLATE "C" NOT NULL,
  reports bigint NOT NULL,
  first_said timestamptz NOT NULL,
  last_said timestamptz NOT NULL
);
