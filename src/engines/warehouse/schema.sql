-- migration 1: sources, the rows that they hold, what was collected when
CREATE TABLE warehouse_sources (
    source TEXT PRIMARY KEY,
    shape TEXT NOT NULL,
    held TEXT NOT NULL,
    pass BIGINT NOT NULL,
    position TEXT NOT NULL,
    batches BIGINT NOT NULL,
    changes BIGINT NOT NULL
);
CREATE TABLE warehouse_marks (
    source TEXT NOT NULL,
    ended_at BIGINT NOT NULL,
    position TEXT NOT NULL,
    PRIMARY KEY (source, ended_at)
);
CREATE TABLE warehouse_rows (
    source TEXT NOT NULL,
    row_key TEXT NOT NULL,
    digest TEXT NOT NULL,
    watermark TEXT NOT NULL,
    body TEXT NOT NULL,
    pass BIGINT NOT NULL,
    change_number BIGINT NOT NULL,
    gone BIGINT NOT NULL,
    PRIMARY KEY (source, row_key)
);
CREATE UNIQUE INDEX warehouse_rows_by_change ON warehouse_rows (source, change_number);
CREATE TABLE warehouse_batches (
    source TEXT NOT NULL,
    number BIGINT NOT NULL,
    digest TEXT NOT NULL,
    stored_at BIGINT NOT NULL,
    read_rows BIGINT NOT NULL,
    added BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    gone BIGINT NOT NULL,
    late BIGINT NOT NULL,
    PRIMARY KEY (source, number)
);
CREATE TABLE warehouse_subscriptions (
    subscriber TEXT NOT NULL,
    source TEXT NOT NULL,
    change_number BIGINT NOT NULL,
    PRIMARY KEY (subscriber, source)
);
-- migration 2: keys in the order of their bytes, as on SQLite, whatever the server's language; comparing is cheaper too
{postgresql} ALTER TABLE warehouse_rows ALTER COLUMN source TYPE TEXT COLLATE "C", ALTER COLUMN row_key TYPE TEXT COLLATE "C";
