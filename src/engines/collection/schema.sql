-- migration 1: batches that were taken, the rows as they stand, their earlier states, and what was refused
CREATE TABLE collection_resources (
    id {identity},
    name TEXT NOT NULL UNIQUE,
    columns TEXT NOT NULL
);
CREATE TABLE collection_batches (
    id {identity},
    resource BIGINT NOT NULL,
    organisation TEXT NOT NULL,
    system TEXT NOT NULL,
    observed BIGINT NOT NULL,
    recorded BIGINT NOT NULL,
    watermark TEXT NOT NULL,
    digest TEXT NOT NULL,
    row_count BIGINT NOT NULL,
    added BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    late BIGINT NOT NULL,
    removed BIGINT NOT NULL,
    quarantined BIGINT NOT NULL,
    UNIQUE (resource, organisation, system, watermark, digest)
);
CREATE TABLE collection_rows (
    resource BIGINT NOT NULL,
    row_key {bytes} NOT NULL,
    subject TEXT NOT NULL,
    observed BIGINT NOT NULL,
    batch BIGINT NOT NULL,
    removed BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (resource, row_key)
) {without_rowid};
CREATE TABLE collection_subjects (
    resource BIGINT NOT NULL,
    subject TEXT NOT NULL,
    row_key {bytes} NOT NULL,
    PRIMARY KEY (resource, subject, row_key)
) {without_rowid};
CREATE TABLE collection_history (
    id {identity},
    resource BIGINT NOT NULL,
    row_key {bytes} NOT NULL,
    subject TEXT NOT NULL,
    observed BIGINT NOT NULL,
    batch BIGINT NOT NULL,
    removed BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX collection_history_row ON collection_history (resource, row_key);
CREATE TABLE collection_quarantine (
    id {identity},
    resource BIGINT NOT NULL,
    batch BIGINT NOT NULL,
    line BIGINT NOT NULL,
    rules TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX collection_quarantine_resource ON collection_quarantine (resource, id);
