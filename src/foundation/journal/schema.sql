-- migration 1: entries on their way into the log, and persons that entries are about
CREATE TABLE journal_outbox (
    id {identity},
    text TEXT NOT NULL
);
CREATE TABLE journal_subjects (
    code TEXT PRIMARY KEY,
    salt {bytes} NOT NULL,
    digest TEXT NOT NULL UNIQUE
);
