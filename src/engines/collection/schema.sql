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
CREATE TABLE collection_blocks (
    resource BIGINT NOT NULL,
    first_key {bytes} NOT NULL,
    live BIGINT NOT NULL,
    body {bytes} NOT NULL
);
CREATE UNIQUE INDEX collection_blocks_key ON collection_blocks (resource, first_key);
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
    body TEXT NOT NULL,
    outcome TEXT NOT NULL DEFAULT '',
    settled_by TEXT NOT NULL DEFAULT '',
    settled_at BIGINT NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX collection_quarantine_batch ON collection_quarantine (batch, id);
CREATE INDEX collection_quarantine_waiting ON collection_quarantine (resource, id) WHERE outcome = '';
CREATE INDEX collection_quarantine_settled ON collection_quarantine (resource, outcome, id) WHERE outcome <> '';
-- migration 2: a server packs long values, which costs more than all the rest of an intake
{postgresql} ALTER TABLE collection_blocks ALTER COLUMN body SET STORAGE EXTERNAL;
