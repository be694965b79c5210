CREATE TABLE link_report (
  link        text      NOT NULL PRIMARY KEY,
  url         text      NOT NULL,
  reports     integer   NOT NULL,
  first_said  timestamp NOT NULL,
  last_said   timestamp NOT NULL
);
