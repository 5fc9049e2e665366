-- migration 1: files that applicants uploaded, encrypted
CREATE TABLE attachments (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    subject TEXT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    size BIGINT NOT NULL,
    sm3 TEXT NOT NULL,
    case_number TEXT NOT NULL,
    scan TEXT NOT NULL,
    uploaded_at BIGINT NOT NULL
);
CREATE INDEX attachments_by_owner ON attachments (owner, case_number);
CREATE INDEX attachments_by_case ON attachments (case_number);
CREATE TABLE attachments_contents (
    id TEXT PRIMARY KEY,
    nonce {bytes} NOT NULL,
    tag {bytes} NOT NULL,
    content {bytes} NOT NULL
);
CREATE TABLE attachments_requests (
    actor TEXT NOT NULL,
    request_key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    attachment TEXT NOT NULL,
    PRIMARY KEY (actor, request_key)
);
