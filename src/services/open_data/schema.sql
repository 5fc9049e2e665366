-- migration 1: what is published, its rows, and what people ask for
CREATE TABLE open_datasets (
    id TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    header TEXT NOT NULL,
    report TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    published_by TEXT NOT NULL
);
CREATE TABLE open_rows (
    dataset TEXT NOT NULL,
    number BIGINT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (dataset, number)
);
CREATE TABLE open_requests (
    number {identity},
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    purpose TEXT NOT NULL,
    state TEXT NOT NULL,
    answer TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    request_key TEXT NOT NULL
);
