-- migration 1: which procedure handles a case
CREATE TABLE handling_cases (
    case_number TEXT PRIMARY KEY,
    instance BIGINT NOT NULL UNIQUE,
    started BIGINT NOT NULL,
    stopped BIGINT NOT NULL,
    ended BIGINT NOT NULL
){without_rowid};
