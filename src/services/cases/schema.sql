-- migration 1: cases, their events, materials and clocks
CREATE TABLE cases (
    number TEXT PRIMARY KEY,
    national_number TEXT NOT NULL,
    query_password TEXT NOT NULL,
    matter TEXT NOT NULL,
    department TEXT NOT NULL,
    window_organisation TEXT NOT NULL,
    subject TEXT NOT NULL,
    applicant_name TEXT NOT NULL,
    channel TEXT NOT NULL,
    form TEXT NOT NULL,
    state TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    accepted_at BIGINT,
    accepted_on TEXT NOT NULL,
    promised_due TEXT NOT NULL,
    legal_due TEXT NOT NULL,
    yellow_from TEXT NOT NULL,
    counted TEXT NOT NULL,
    decided_at BIGINT,
    granted BIGINT,
    opinion TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    correction TEXT NOT NULL,
    corrected_at BIGINT,
    licence TEXT NOT NULL,
    licence_name TEXT NOT NULL
);
CREATE INDEX cases_by_department ON cases (department, state, received_at);
CREATE INDEX cases_by_window ON cases (window_organisation, state, received_at);
CREATE INDEX cases_by_subject ON cases (subject, received_at);
CREATE TABLE cases_events (
    case_number TEXT NOT NULL REFERENCES cases(number),
    step BIGINT NOT NULL,
    time BIGINT NOT NULL,
    actor TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    action TEXT NOT NULL,
    state TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (case_number, step)
);
CREATE TABLE cases_requests (
    actor TEXT NOT NULL,
    request_key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    case_number TEXT NOT NULL,
    PRIMARY KEY (actor, request_key)
);
CREATE TABLE cases_materials (
    case_number TEXT NOT NULL REFERENCES cases(number),
    material TEXT NOT NULL,
    status TEXT NOT NULL,
    source TEXT NOT NULL,
    content TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (case_number, material)
);
CREATE TABLE cases_files (
    case_number TEXT NOT NULL REFERENCES cases(number),
    material TEXT NOT NULL,
    name TEXT NOT NULL,
    content {bytes} NOT NULL,
    brought_at BIGINT NOT NULL,
    PRIMARY KEY (case_number, material, name)
);
CREATE TABLE cases_suspensions (
    case_number TEXT NOT NULL REFERENCES cases(number),
    step BIGINT NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    from_date TEXT NOT NULL,
    to_date TEXT NOT NULL,
    PRIMARY KEY (case_number, step)
);
CREATE TABLE cases_sequences (
    scope TEXT NOT NULL,
    day TEXT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (scope, day)
);
CREATE TABLE cases_tracking (
    case_number TEXT PRIMARY KEY,
    wrong BIGINT NOT NULL,
    locked_until BIGINT NOT NULL
);
-- migration 2: a case's row holds all that a step must know
ALTER TABLE cases ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN steps BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN stops TEXT NOT NULL DEFAULT '';
UPDATE cases SET steps = (SELECT COALESCE(MAX(step), 0) FROM cases_events WHERE case_number = cases.number);
-- migration 3: steps that end no case touch no index, and lie together with those of other cases of these days
ALTER TABLE cases ADD COLUMN live BIGINT NOT NULL DEFAULT 0;
UPDATE cases SET live = 1 WHERE state IN ('02', '03', '05', '06', '08', '09');
DROP INDEX cases_by_department;
DROP INDEX cases_by_window;
CREATE INDEX cases_by_department ON cases (department, live, received_at);
CREATE INDEX cases_by_window ON cases (window_organisation, live, received_at);
CREATE TABLE cases_events_by_step (
    step BIGINT NOT NULL,
    case_number TEXT NOT NULL,
    time BIGINT NOT NULL,
    actor TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    action TEXT NOT NULL,
    state TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (step, case_number)
){without_rowid};
INSERT INTO cases_events_by_step (step, case_number, time, actor, actor_name, action, state, note)
    SELECT step, case_number, time, actor, actor_name, action, state, note FROM cases_events;
DROP TABLE cases_events;
ALTER TABLE cases_events_by_step RENAME TO cases_events;

-- migration 4: marks on cases that used a disputed value
CREATE TABLE cases_flags (
    case_number TEXT NOT NULL REFERENCES cases(number),
    ticket TEXT NOT NULL,
    material TEXT NOT NULL,
    type TEXT NOT NULL,
    field TEXT NOT NULL,
    title TEXT NOT NULL,
    state TEXT NOT NULL,
    effect TEXT NOT NULL,
    verdict TEXT NOT NULL,
    note TEXT NOT NULL,
    weighed_by TEXT NOT NULL,
    raised_at BIGINT NOT NULL,
    weighed_at BIGINT,
    PRIMARY KEY (case_number, ticket, material)
);

-- migration 5: what the applicant had confirmed before a correction
CREATE TABLE cases_earlier_forms (
    case_number TEXT NOT NULL REFERENCES cases(number),
    confirmed_at BIGINT NOT NULL,
    replaced_at BIGINT NOT NULL,
    answers TEXT NOT NULL,
    PRIMARY KEY (case_number, replaced_at)
){without_rowid};
