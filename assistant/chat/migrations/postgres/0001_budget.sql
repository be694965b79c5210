CREATE TABLE chat_budget (
  day text COLLATE "C" NOT NULL PRIMARY KEY,
  tokens bigint NOT NULL
);
