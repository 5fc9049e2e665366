-- migration 1: what was asked of decisions for whom
CREATE TABLE decisions_uses (
    about TEXT NOT NULL,
    purpose TEXT NOT NULL,
    decision TEXT NOT NULL,
    department TEXT NOT NULL,
    answered_at BIGINT NOT NULL,
    inputs TEXT NOT NULL,
    answer TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason_zh TEXT NOT NULL,
    reason_en TEXT NOT NULL,
    why_zh TEXT NOT NULL,
    why_en TEXT NOT NULL,
    PRIMARY KEY (about, purpose)
) {without_rowid};
CREATE INDEX decisions_by_use ON decisions_uses (decision, answered_at);
