-- Keys that other systems call the API with. Only a digest of each is here.
CREATE TABLE api_keys (
	id text NOT NULL PRIMARY KEY,
	name text NOT NULL,
	scopes text NOT NULL,
	digest text NOT NULL UNIQUE,
	made timestamp NOT NULL,
	revoked timestamp
);
CREATE UNIQUE INDEX api_keys_name ON api_keys (name) WHERE revoked IS NULL;
