-- migration 1: requests, their steps, request keys, reviews of grants
CREATE TABLE requests (
    number TEXT PRIMARY KEY,
    requester TEXT NOT NULL,
    resource TEXT NOT NULL,
    provider TEXT NOT NULL,
    purpose TEXT NOT NULL,
    matter TEXT NOT NULL,
    material TEXT NOT NULL,
    reason TEXT NOT NULL,
    fields TEXT NOT NULL,
    daily_quota BIGINT NOT NULL,
    valid_until TEXT NOT NULL,
    basis TEXT NOT NULL,
    ground TEXT NOT NULL,
    state TEXT NOT NULL,
    stage TEXT NOT NULL,
    due_on TEXT NOT NULL,
    yellow_from TEXT NOT NULL,
    offered BIGINT NOT NULL,
    offer_fields TEXT NOT NULL,
    offer_quota BIGINT NOT NULL,
    offer_until TEXT NOT NULL,
    condition_text TEXT NOT NULL,
    answer TEXT NOT NULL,
    outcome TEXT NOT NULL,
    granted BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX requests_by_requester ON requests (requester, created_at);
CREATE INDEX requests_by_provider ON requests (provider, created_at);
CREATE INDEX requests_by_resource ON requests (resource, matter);
CREATE TABLE requests_events (
    number TEXT NOT NULL REFERENCES requests(number),
    step BIGINT NOT NULL,
    time BIGINT NOT NULL,
    actor TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    organisation TEXT NOT NULL,
    action TEXT NOT NULL,
    state TEXT NOT NULL,
    stage TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (number, step)
);
CREATE TABLE requests_keys (
    actor TEXT NOT NULL,
    request_key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    number TEXT NOT NULL,
    PRIMARY KEY (actor, request_key)
);
CREATE TABLE requests_sequences (
    day TEXT PRIMARY KEY,
    last BIGINT NOT NULL
);
CREATE TABLE requests_reviews (
    grant_id TEXT PRIMARY KEY,
    reviewed_on TEXT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL
);
