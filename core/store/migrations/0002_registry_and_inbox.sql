-- What was decided and what waits. Revocations and learnings are rows of their own, since the journals that hold them may be
-- folded before the journal that holds the decision.
CREATE TABLE decision (
    id              TEXT    PRIMARY KEY,
    identity_digest TEXT    NOT NULL,                             -- hexadecimal; empty: a pattern
    entry_ref       TEXT    NOT NULL,
    decided_at      INTEGER NOT NULL,
    json            TEXT    NOT NULL                              -- all of it, as journals hold it
) STRICT, WITHOUT ROWID;
CREATE INDEX decision_by_digest ON decision (identity_digest, decided_at);

CREATE TABLE revocation (
    decision_id TEXT    PRIMARY KEY,
    revoked_at  INTEGER NOT NULL,
    why         TEXT    NOT NULL                                  -- "revoked", "used", "expired", "client-ended"
) STRICT, WITHOUT ROWID;

CREATE TABLE learning (
    decision_id     TEXT    NOT NULL,
    identity_digest TEXT    NOT NULL,
    learned_at      INTEGER NOT NULL,
    identity        TEXT    NOT NULL,                             -- JSON
    PRIMARY KEY (decision_id, identity_digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE pending (
    card_id         TEXT    PRIMARY KEY,
    identity_digest TEXT    NOT NULL,
    identity        TEXT    NOT NULL,                             -- JSON
    client_name     TEXT    NOT NULL,
    reason          TEXT    NOT NULL,
    is_probe        INTEGER NOT NULL,                             -- 1: only disposable probes asked so far
    first_asked     INTEGER NOT NULL,
    last_asked      INTEGER NOT NULL,
    resolved_at     INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
