-- migration 1: grants, their daily use, applications
CREATE TABLE exchange_grants (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL,
    resource TEXT NOT NULL,
    matters TEXT NOT NULL,
    fields TEXT NOT NULL,
    daily_quota BIGINT NOT NULL,
    valid_until TEXT NOT NULL,
    basis TEXT NOT NULL,
    revoked BIGINT NOT NULL
);
CREATE TABLE exchange_grant_use (
    grant_id TEXT NOT NULL,
    day TEXT NOT NULL,
    used BIGINT NOT NULL,
    PRIMARY KEY (grant_id, day)
);
CREATE TABLE exchange_applications (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    organisation TEXT NOT NULL,
    active BIGINT NOT NULL,
    nonce {bytes} NOT NULL,
    secret {bytes} NOT NULL,
    tag {bytes} NOT NULL
);

-- migration 2: grants that rest on a law against "not shared", and since when each is there
ALTER TABLE exchange_grants ADD COLUMN statutory BIGINT NOT NULL DEFAULT 0;
ALTER TABLE exchange_grants ADD COLUMN since TEXT NOT NULL DEFAULT '1970-01-01';
