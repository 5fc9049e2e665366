-- migration 1: systems by body, and which bodies have said that they are done
CREATE TABLE census_systems (
    id TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    bare_name TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    content TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    CONSTRAINT census_name UNIQUE (body, name)
);
CREATE TABLE census_bodies (
    body TEXT PRIMARY KEY,
    submitted_at BIGINT NOT NULL,
    submitted_by TEXT NOT NULL
);
CREATE TABLE census_requests (
    actor TEXT NOT NULL,
    request_key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    system TEXT NOT NULL,
    PRIMARY KEY (actor, request_key)
);

-- migration 2: what units answer to proposals and what the authority decides
CREATE TABLE census_answers (
    proposal TEXT NOT NULL,
    body TEXT NOT NULL,
    wish TEXT NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    time BIGINT NOT NULL,
    PRIMARY KEY (proposal, body)
);
CREATE TABLE census_decisions (
    proposal TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    systems TEXT NOT NULL,
    names TEXT NOT NULL,
    body TEXT NOT NULL,
    verdict TEXT NOT NULL,
    into_system TEXT NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    time BIGINT NOT NULL
);
