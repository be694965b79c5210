CREATE TABLE article_draft (
    id      text COLLATE "C" NOT NULL PRIMARY KEY,
    fields  text COLLATE "C" NOT NULL,
    officer text COLLATE "C" NOT NULL,
    saved   timestamptz      NOT NULL,
    version bigint           NOT NULL
);
CREATE TABLE article_version (
    article text COLLATE "C" NOT NULL,
    number  bigint           NOT NULL,
    sv      text COLLATE "C" NOT NULL,
    en      text COLLATE "C" NOT NULL,
    officer text COLLATE "C" NOT NULL,
    made    timestamptz      NOT NULL,
    PRIMARY KEY (article, number)
);
