-- migration 1: requests that were answered
CREATE TABLE procedures_requests (
    actor TEXT NOT NULL,
    request_key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (actor, request_key)
) {without_rowid};
-- migration 2: why operators stepped in
CREATE TABLE procedures_interventions (
    id {identity},
    instance BIGINT NOT NULL,
    element TEXT NOT NULL,
    action TEXT NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX procedures_interventions_by_instance ON procedures_interventions (instance);
-- migration 3: what was answered to the forms of tasks
CREATE TABLE procedures_answers (
    task BIGINT PRIMARY KEY,
    instance BIGINT NOT NULL,
    form TEXT NOT NULL,
    content TEXT NOT NULL,
    actor TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX procedures_answers_by_instance ON procedures_answers (instance);
