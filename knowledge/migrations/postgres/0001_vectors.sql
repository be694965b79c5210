CREATE TABLE knowledge_vector (
    model  text COLLATE "C" NOT NULL,
    hash   text COLLATE "C" NOT NULL,
    vector bytea NOT NULL,
    PRIMARY KEY (model, hash)
);
