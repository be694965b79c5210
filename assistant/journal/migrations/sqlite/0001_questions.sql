CREATE TABLE asked_question (
    id       text      NOT NULL PRIMARY KEY,
    hour     timestamp NOT NULL,
    lang     text      NOT NULL,
    question text      NOT NULL,
    outcome  text      NOT NULL,
    cause    text      NOT NULL,
    cited    text      NOT NULL,
    services text      NOT NULL,
    score    real,
    model    boolean   NOT NULL,
    millis   integer   NOT NULL,
    thumb    integer   NOT NULL,
    reason   text      NOT NULL,
    words    text      NOT NULL
);
CREATE INDEX asked_question_hour ON asked_question (hour, id);
