CREATE TABLE article_draft (
    id      text      NOT NULL PRIMARY KEY,
    fields  text      NOT NULL,
    officer text      NOT NULL,
    saved   timestamp NOT NULL,
    version integer   NOT NULL
);
CREATE TABLE article_version (
    article text      NOT NULL,
    number  integer   NOT NULL,
    sv      text      NOT NULL,
    en      text      NOT NULL,
    officer text      NOT NULL,
    made    timestamp NOT NULL,
    PRIMARY KEY (article, number)
);
