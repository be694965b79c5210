-- Keys that other systems call the API with. Only a digest of each is here.
CREATE TABLE api_keys (
	id text COLLATE "C" NOT NULL PRIMARY KEY,
	name text COLLATE "C" NOT NULL,
	scopes text COLLATE "C" NOT NULL,
	digest text COLLATE "C" NOT NULL UNIQUE,
	made timestamptz NOT NULL,
	revoked timestamptz
);
CREATE UNIQUE INDEX api_keys_name ON api_keys (name) WHERE revoked IS NULL;
