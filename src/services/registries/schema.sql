-- migration 1: pairs of subjects that may be one, and what was decided
CREATE TABLE registries_reviews (
    number {identity},
    type TEXT NOT NULL,
    subject_a TEXT NOT NULL,
    subject_b TEXT NOT NULL,
    probability DOUBLE PRECISION NOT NULL,
    likely BIGINT NOT NULL,
    evidence TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    decided_at BIGINT NOT NULL DEFAULT 0,
    decided_by TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    request_key TEXT NOT NULL DEFAULT '',
    merge_number BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT registries_reviews_pair UNIQUE (type, subject_a, subject_b)
);
CREATE INDEX registries_reviews_state ON registries_reviews (state, probability);
-- migration 2: who wanted to see somebody's values in clear, and why
CREATE TABLE registries_unmaskings (
    number {identity},
    subject TEXT NOT NULL,
    by_whom TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL
);
