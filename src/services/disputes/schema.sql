-- migration 1: disputes as they were recorded
CREATE TABLE disputes (
    number {identity},
    id TEXT NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    type TEXT NOT NULL,
    field TEXT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    request_key TEXT NOT NULL,
    CONSTRAINT disputes_request UNIQUE (subject, request_key)
);
CREATE INDEX disputes_of_subject ON disputes (subject, number);

-- migration 2: corrections: one open ticket for a record's field, its sources, its steps
ALTER TABLE disputes ADD COLUMN ticket TEXT NOT NULL DEFAULT '';
ALTER TABLE disputes ADD COLUMN claimed TEXT NOT NULL DEFAULT '';
CREATE TABLE disputes_tickets (
    id TEXT PRIMARY KEY,
    subject TEXT NOT NULL,
    type TEXT NOT NULL,
    field TEXT NOT NULL,
    authority TEXT NOT NULL,
    outcome TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    due_on TEXT NOT NULL,
    yellow_from TEXT NOT NULL,
    extension TEXT NOT NULL,
    answer TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_by_name TEXT NOT NULL,
    closed_at BIGINT,
    closed_on TEXT NOT NULL,
    open_key TEXT UNIQUE
);
CREATE INDEX disputes_tickets_by_authority ON disputes_tickets (authority, outcome, opened_at);
CREATE INDEX disputes_tickets_by_record ON disputes_tickets (subject, type, field);
CREATE TABLE disputes_sources (
    ticket TEXT NOT NULL REFERENCES disputes_tickets(id),
    step BIGINT NOT NULL,
    kind TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_by_name TEXT NOT NULL,
    organisation TEXT NOT NULL,
    reason TEXT NOT NULL,
    claimed TEXT NOT NULL,
    case_number TEXT NOT NULL,
    time BIGINT NOT NULL,
    PRIMARY KEY (ticket, step)
);
CREATE TABLE disputes_events (
    ticket TEXT NOT NULL REFERENCES disputes_tickets(id),
    step BIGINT NOT NULL,
    time BIGINT NOT NULL,
    actor TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    organisation TEXT NOT NULL,
    action TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (ticket, step)
);
CREATE TABLE disputes_keys (
    made_by TEXT NOT NULL,
    request_key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    ticket TEXT NOT NULL,
    PRIMARY KEY (made_by, request_key)
);
CREATE TABLE disputes_sequences (
    day TEXT PRIMARY KEY,
    last BIGINT NOT NULL
);
CREATE TABLE disputes_effects (
    ticket TEXT NOT NULL REFERENCES disputes_tickets(id),
    case_number TEXT NOT NULL,
    material TEXT NOT NULL,
    matter TEXT NOT NULL,
    organisation TEXT NOT NULL,
    application TEXT NOT NULL,
    here BIGINT NOT NULL,
    effect TEXT NOT NULL,
    time BIGINT NOT NULL,
    PRIMARY KEY (ticket, case_number, material)
);

-- migration 3: request keys as every room keeps them
ALTER TABLE disputes_keys RENAME COLUMN made_by TO actor;

-- migration 4: one of several records of a type (an entry of a credit file)
ALTER TABLE disputes_tickets ADD COLUMN item TEXT NOT NULL DEFAULT '';
