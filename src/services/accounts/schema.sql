-- migration 1: accounts and their sessions
CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    organisation TEXT NOT NULL,
    roles TEXT NOT NULL,
    subject TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    wrong_passwords BIGINT NOT NULL DEFAULT 0,
    locked_until BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE accounts_sessions (
    token_digest TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts(id),
    started_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);
