CREATE TABLE chat_budget (
  day     text     NOT NULL PRIMARY KEY,
  tokens  integer  NOT NULL
);
