-- migration 1: runs with their scores, counts, findings; what has been reported already
CREATE TABLE quality_runs (
    id {identity},
    plan TEXT NOT NULL,
    state TEXT NOT NULL,
    cause TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    began_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL,
    checked BIGINT NOT NULL,
    cells BIGINT NOT NULL,
    opened BIGINT NOT NULL,
    standing BIGINT NOT NULL,
    beyond BIGINT NOT NULL,
    total DOUBLE PRECISION NOT NULL,
    scores TEXT NOT NULL,
    fault TEXT NOT NULL
);
CREATE INDEX quality_runs_by_plan ON quality_runs (plan, id);
CREATE INDEX quality_runs_by_state ON quality_runs (state, id);
CREATE TABLE quality_counts (
    run BIGINT NOT NULL,
    part TEXT NOT NULL,
    name TEXT NOT NULL,
    cells BIGINT NOT NULL,
    PRIMARY KEY (run, part, name)
);
CREATE TABLE quality_findings (
    run BIGINT NOT NULL,
    position BIGINT NOT NULL,
    rule TEXT NOT NULL,
    subject TEXT NOT NULL,
    field TEXT NOT NULL,
    ticket TEXT NOT NULL,
    PRIMARY KEY (run, position)
);
CREATE TABLE quality_reported (
    plan TEXT NOT NULL,
    subject TEXT NOT NULL,
    field TEXT NOT NULL,
    rule TEXT NOT NULL,
    ticket TEXT NOT NULL,
    run BIGINT NOT NULL,
    PRIMARY KEY (plan, subject, field, rule)
);
CREATE TABLE quality_keys (
    actor TEXT NOT NULL,
    request_key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    run TEXT NOT NULL,
    PRIMARY KEY (actor, request_key)
);
-- migration 2: what sources say that do not agree, masked
CREATE TABLE quality_words (
    run BIGINT NOT NULL,
    position BIGINT NOT NULL,
    place BIGINT NOT NULL,
    organisation TEXT NOT NULL,
    shown TEXT NOT NULL,
    golden BIGINT NOT NULL,
    PRIMARY KEY (run, position, place)
);
