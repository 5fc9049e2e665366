-- migration 1: which procedure handles a case
CREATE TABLE handling_cases (
    case_number TEXT PRIMARY KEY,
    instance BIGINT NOT NULL UNIQUE,
    started BIGINT NOT NULL,
    stopped BIGINT NOT NULL,
    ended BIGINT NOT NULL
){without_rowid};
-- migration 2: a case's row stands before its procedure's first step, which names the instance
CREATE TABLE handling_cases_2 (
    case_number TEXT PRIMARY KEY,
    instance BIGINT UNIQUE,
    started BIGINT NOT NULL,
    stopped BIGINT NOT NULL,
    ended BIGINT NOT NULL
){without_rowid};
INSERT INTO handling_cases_2 SELECT case_number, instance, started, stopped, ended FROM handling_cases;
DROP TABLE handling_cases;
ALTER TABLE handling_cases_2 RENAME TO handling_cases;
