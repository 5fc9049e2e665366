-- migration 1: every version of every record, and the golden values weighed from them
CREATE TABLE records_versions (
    id {identity},
    type TEXT NOT NULL,
    subject TEXT NOT NULL,
    organisation TEXT NOT NULL,
    system TEXT NOT NULL,
    observed BIGINT NOT NULL,
    recorded BIGINT NOT NULL,
    answer_sm3 TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX records_versions_subject ON records_versions (subject, type);
CREATE TABLE records_golden (
    subject TEXT NOT NULL,
    type TEXT NOT NULL,
    body TEXT NOT NULL,
    sources TEXT NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (subject, type)
);
-- migration 2: subjects that are one
ALTER TABLE records_golden ADD COLUMN merged BIGINT NOT NULL DEFAULT 0;
CREATE TABLE records_merges (
    number {identity},
    subject TEXT NOT NULL,
    into_subject TEXT NOT NULL,
    merged_by TEXT NOT NULL,
    merged_reason TEXT NOT NULL,
    merged_at BIGINT NOT NULL,
    split_by TEXT NOT NULL DEFAULT '',
    split_reason TEXT NOT NULL DEFAULT '',
    split_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX records_merges_subject ON records_merges (subject);
CREATE INDEX records_merges_into ON records_merges (into_subject);
CREATE UNIQUE INDEX records_merges_standing ON records_merges (subject) WHERE split_at = 0;
