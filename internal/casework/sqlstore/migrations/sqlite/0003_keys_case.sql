-- Disposal removes a case's keys with the rest of what it held.
CREATE INDEX case_keys_case ON case_keys (case_id);
