-- migration 1: entries, their versions and what was done with them
CREATE TABLE catalogue_entries (
    id TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    code TEXT NOT NULL,
    provider TEXT NOT NULL,
    state BIGINT NOT NULL,
    stage TEXT NOT NULL,
    version BIGINT NOT NULL,
    visible BIGINT NOT NULL,
    body TEXT NOT NULL,
    published TEXT NOT NULL,
    digest TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    published_at BIGINT,
    CONSTRAINT catalogue_code UNIQUE (source, code)
);
CREATE INDEX catalogue_by_provider ON catalogue_entries (provider, state);
CREATE TABLE catalogue_versions (
    entry TEXT NOT NULL,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    approved_by TEXT NOT NULL,
    PRIMARY KEY (entry, version)
);
CREATE TABLE catalogue_requests (
    actor TEXT NOT NULL,
    request_key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    entry TEXT NOT NULL,
    PRIMARY KEY (actor, request_key)
);
