-- migration 1: files, entries, what happened to them, repairs
CREATE TABLE credit_files (
    id {identity},
    subject TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    person BIGINT NOT NULL
);
CREATE INDEX credit_files_by_name ON credit_files (name);
CREATE TABLE credit_entries (
    number TEXT PRIMARY KEY,
    file BIGINT NOT NULL REFERENCES credit_files(id),
    subject TEXT NOT NULL,
    kind TEXT NOT NULL,
    list TEXT NOT NULL,
    organ TEXT NOT NULL,
    document TEXT NOT NULL,
    decided_on TEXT NOT NULL,
    published_until TEXT NOT NULL,
    state TEXT NOT NULL,
    counted BIGINT NOT NULL,
    made_up BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL,
    ended_reason TEXT NOT NULL
);
CREATE INDEX credit_entries_by_file ON credit_entries (file, decided_on);
CREATE INDEX credit_entries_by_organ ON credit_entries (organ, created_at);
CREATE INDEX credit_entries_by_list ON credit_entries (list, state, decided_on);
CREATE INDEX credit_entries_by_end ON credit_entries (counted, published_until);
CREATE TABLE credit_repairs (
    number TEXT PRIMARY KEY,
    entry TEXT NOT NULL REFERENCES credit_entries(number),
    subject TEXT NOT NULL,
    organ TEXT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    due_on TEXT NOT NULL,
    yellow_from TEXT NOT NULL,
    answer TEXT NOT NULL,
    basis TEXT NOT NULL,
    supplemented BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    open_key TEXT UNIQUE
);
CREATE INDEX credit_repairs_by_organ ON credit_repairs (organ, created_at);
CREATE INDEX credit_repairs_by_subject ON credit_repairs (subject, created_at);
CREATE TABLE credit_evidence (
    repair TEXT NOT NULL REFERENCES credit_repairs(number),
    position BIGINT NOT NULL,
    title TEXT NOT NULL,
    content TEXT NOT NULL,
    time BIGINT NOT NULL,
    PRIMARY KEY (repair, position)
);
CREATE TABLE credit_events (
    about TEXT NOT NULL,
    step BIGINT NOT NULL,
    time BIGINT NOT NULL,
    actor TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    organisation TEXT NOT NULL,
    action TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (about, step)
);
CREATE TABLE credit_keys (
    actor TEXT NOT NULL,
    request_key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    number TEXT NOT NULL,
    PRIMARY KEY (actor, request_key)
);
CREATE TABLE credit_sequences (
    day TEXT PRIMARY KEY,
    last BIGINT NOT NULL
);
