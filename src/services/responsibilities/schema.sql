-- migration 1: the list as it was kept, calls by day
CREATE TABLE responsibilities (
    id TEXT PRIMARY KEY,
    first_seen TEXT NOT NULL,
    due_on TEXT NOT NULL,
    assigned_by TEXT NOT NULL,
    note TEXT NOT NULL,
    state TEXT NOT NULL,
    state_since TEXT NOT NULL
);
CREATE TABLE responsibilities_calls (
    resource TEXT NOT NULL,
    matter TEXT NOT NULL,
    material TEXT NOT NULL,
    day TEXT NOT NULL,
    answered BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    failed_in_a_row BIGINT NOT NULL,
    last_answered BIGINT NOT NULL,
    PRIMARY KEY (resource, matter, material, day)
);
