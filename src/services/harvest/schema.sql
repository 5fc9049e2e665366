-- migration 1: the last outcome of each harvested catalogue
CREATE TABLE harvest_outcomes (
    source TEXT PRIMARY KEY,
    ended_at BIGINT NOT NULL,
    added BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    removed BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    left_out BIGINT NOT NULL,
    fault TEXT NOT NULL,
    went_through_at BIGINT NOT NULL
);
