-- migration 1: models, instances and what waits in them
CREATE TABLE process_models (
    id {identity},
    key TEXT NOT NULL,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    xml TEXT NOT NULL,
    deployed_at BIGINT NOT NULL,
    UNIQUE (key, version)
);
CREATE TABLE process_instances (
    id {identity},
    model BIGINT NOT NULL,
    business_key TEXT NOT NULL,
    state BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    due_at BIGINT,
    rule TEXT NOT NULL,
    parent BIGINT,
    parent_token BIGINT,
    tokens TEXT NOT NULL,
    variables TEXT NOT NULL
);
CREATE INDEX process_instances_by_key ON process_instances (business_key);
CREATE INDEX process_instances_by_model ON process_instances (model, state);
CREATE INDEX process_instances_by_parent ON process_instances (parent) WHERE parent IS NOT NULL;
CREATE INDEX process_instances_by_due ON process_instances (due_at) WHERE state = 0 AND due_at IS NOT NULL;
CREATE TABLE process_work (
    id {identity},
    instance BIGINT NOT NULL,
    model BIGINT NOT NULL,
    element TEXT NOT NULL,
    owner BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    due_at BIGINT,
    rule TEXT NOT NULL,
    reference TEXT NOT NULL,
    key TEXT NOT NULL,
    assignee TEXT NOT NULL,
    delegated_by TEXT NOT NULL,
    organisation TEXT NOT NULL,
    role TEXT NOT NULL,
    payload TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    problem TEXT NOT NULL,
    done_at BIGINT,
    done_by TEXT NOT NULL
);
CREATE INDEX process_work_by_instance ON process_work (instance);
CREATE INDEX process_work_by_element ON process_work (model, element, state);
CREATE INDEX process_work_tasks ON process_work (organisation, role, id) WHERE state = 0 AND kind = 1;
CREATE INDEX process_work_mine ON process_work (assignee, id) WHERE state = 0 AND kind = 1 AND assignee <> '';
CREATE INDEX process_work_jobs ON process_work (reference, due_at) WHERE state = 0 AND kind = 2;
CREATE INDEX process_work_timers ON process_work (due_at) WHERE state = 0 AND kind = 3 AND due_at IS NOT NULL;
CREATE INDEX process_work_deliveries ON process_work (due_at) WHERE state = 0 AND kind = 7;
CREATE INDEX process_work_waiting ON process_work (reference, key) WHERE state = 0 AND kind IN (4, 5);
CREATE INDEX process_work_incidents ON process_work (id) WHERE state = 3;
CREATE TABLE process_candidates (
    work BIGINT NOT NULL,
    organisation TEXT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (work, organisation, role)
) {without_rowid};
CREATE INDEX process_candidates_by_role ON process_candidates (organisation, role, work);
CREATE TABLE process_messages (
    id TEXT PRIMARY KEY,
    received_at BIGINT NOT NULL,
    instance BIGINT
);
