-- Servers that imported lists tell of, for a person to approve. Nothing starts because it stands here.
CREATE TABLE candidate (
    id         TEXT    PRIMARY KEY,                              -- of name and command
    first_seen INTEGER NOT NULL,
    json       TEXT    NOT NULL                                  -- as the journal line has it
) STRICT, WITHOUT ROWID;

-- What a person does not want to see again; kept apart, since journals come in any order.
CREATE TABLE candidate_dismissed (
    id           TEXT    PRIMARY KEY,
    dismissed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
