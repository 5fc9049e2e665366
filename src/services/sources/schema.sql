-- migration 1: where a pull stands, and answers to requests that carried a key
CREATE TABLE sources_positions (
    source TEXT PRIMARY KEY,
    position TEXT NOT NULL
);
CREATE TABLE sources_requests (
    actor TEXT NOT NULL,
    request_key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (actor, request_key)
);
