-- migration 1: licences
CREATE TABLE licences (
    identifier TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    issuer TEXT NOT NULL,
    holder TEXT NOT NULL,
    holder_name TEXT NOT NULL,
    case_number TEXT NOT NULL,
    state TEXT NOT NULL,
    issued_on TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    check_code TEXT NOT NULL,
    container {bytes} NOT NULL,
    face {bytes} NOT NULL
);
CREATE INDEX licences_by_holder ON licences (holder, type);
-- migration 2: who received the case and who decided it
ALTER TABLE licences ADD COLUMN window_organisation TEXT NOT NULL DEFAULT '';
ALTER TABLE licences ADD COLUMN department TEXT NOT NULL DEFAULT '';
