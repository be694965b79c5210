CREATE TABLE knowledge_vector (
    model  text NOT NULL,
    hash   text NOT NULL,
    vector blob NOT NULL,
    PRIMARY KEY (model, hash)
);
