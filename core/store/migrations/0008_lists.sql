-- Whose lists are believed, and how far each key's have come: an older list is not taken again.
CREATE TABLE list_key (
    key_id     TEXT    PRIMARY KEY,                              -- hexadecimal
    public_key TEXT    NOT NULL,                                 -- as people hand it around
    name       TEXT    NOT NULL,
    is_trusted INTEGER NOT NULL,
    decided_at INTEGER NOT NULL                                  -- the latest word counts
) STRICT, WITHOUT ROWID;

CREATE TABLE list_taken (
    key_id   TEXT    PRIMARY KEY,
    sequence INTEGER NOT NULL,                                   -- the highest that was ever taken
    digest   TEXT    NOT NULL,                                   -- SHA-256 of that file, hexadecimal
    taken_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
