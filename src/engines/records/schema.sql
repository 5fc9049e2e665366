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
