-- migration 1: disputes as they were recorded
CREATE TABLE disputes (
    number {identity},
    id TEXT NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    type TEXT NOT NULL,
    field TEXT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    request_key TEXT NOT NULL,
    CONSTRAINT disputes_request UNIQUE (subject, request_key)
);
CREATE INDEX disputes_of_subject ON disputes (subject, number);
