-- Journals are the truth; these tables are a fold over them. (journal, sequence) makes folding again harmless.
CREATE TABLE journal (
    id            INTEGER PRIMARY KEY,
    name          TEXT    NOT NULL UNIQUE,                        -- file name without folder
    next_offset   INTEGER NOT NULL DEFAULT 0,                     -- bytes that were folded
    head          BLOB    NOT NULL CHECK (length(head) = 32),     -- hash of the last line that was folded
    sealed_head   BLOB    CHECK (length(sealed_head) = 32),       -- the same, once the session has ended
    chain_break   TEXT    NOT NULL DEFAULT '',                    -- why the chain does not hold; empty: it does
    damaged_lines INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE session (
    id              INTEGER PRIMARY KEY REFERENCES journal (id) ON DELETE CASCADE,
    program         TEXT    NOT NULL DEFAULT '',                  -- "wrap", "desktop", "cli"; empty: not said yet
    server_ref      TEXT    NOT NULL DEFAULT '',
    server          TEXT    NOT NULL DEFAULT '',
    client          TEXT    NOT NULL DEFAULT '',
    identity_digest TEXT    NOT NULL DEFAULT '',
    card_id         TEXT    NOT NULL DEFAULT '',
    started_at      INTEGER NOT NULL DEFAULT 0,                   -- Unix milliseconds, UTC, as everywhere below
    ended_at        INTEGER NOT NULL DEFAULT 0,                   -- 0: live, or killed without a word
    events          INTEGER NOT NULL DEFAULT 0,
    blocked         INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX session_by_start ON session (started_at, id);
CREATE INDEX session_by_server ON session (server_ref, started_at);

CREATE TABLE event (
    id           INTEGER PRIMARY KEY,                             -- order of arrival
    session_id   INTEGER NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    sequence     INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    kind         TEXT    NOT NULL,
    direction    TEXT    NOT NULL,                                -- empty: none
    method       TEXT    NOT NULL,
    request_id   TEXT    NOT NULL,
    server       TEXT    NOT NULL,
    tool         TEXT    NOT NULL,
    action       TEXT    NOT NULL,
    reason       TEXT    NOT NULL,
    findings     TEXT    NOT NULL,                                -- JSON array, empty: none
    bytes        INTEGER NOT NULL,
    microseconds INTEGER NOT NULL,
    shape        TEXT    NOT NULL,
    excerpt      TEXT    NOT NULL,
    details      TEXT    NOT NULL,
    UNIQUE (session_id, sequence)
) STRICT;
CREATE INDEX event_by_time ON event (at, session_id, sequence);
