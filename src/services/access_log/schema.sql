-- migration 1: where the journal's entries about each subject stand, and how far the journal was read
CREATE TABLE access_log_entries (
    subject {bytes} NOT NULL,
    journal_index BIGINT NOT NULL,
    PRIMARY KEY (subject, journal_index)
) {without_rowid};
CREATE TABLE access_log_place (
    id INTEGER PRIMARY KEY,
    place BIGINT NOT NULL
);
INSERT INTO access_log_place (id, place) VALUES (1, 0);
