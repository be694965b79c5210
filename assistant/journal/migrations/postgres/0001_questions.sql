CREATE TABLE asked_question (
    id       text COLLATE "C"  NOT NULL PRIMARY KEY,
    hour     timestamptz       NOT NULL,
    lang     text COLLATE "C"  NOT NULL,
    question text COLLATE "C"  NOT NULL,
    outcome  text COLLATE "C"  NOT NULL,
    cause    text COLLATE "C"  NOT NULL,
    cited    text COLLATE "C"  NOT NULL,
    services text COLLATE "C"  NOT NULL,
    score    double precision,
    model    boolean           NOT NULL,
    millis   bigint            NOT NULL,
    thumb    bigint            NOT NULL,
    reason   text COLLATE "C"  NOT NULL,
    words    text COLLATE "C"  NOT NULL
);
CREATE INDEX asked_question_hour ON asked_question (hour, id);
