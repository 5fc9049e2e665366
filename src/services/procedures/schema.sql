-- migration 1: requests that were answered
CREATE TABLE procedures_requests (
    actor TEXT NOT NULL,
    request_key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (actor, request_key)
) {without_rowid};
