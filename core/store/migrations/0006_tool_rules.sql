-- What the user wants of single tools. One rule for each tool: of several decisions the latest holds, in whatever order their
-- journals are folded; one that takes a rule back stays as `none`, so that an older one does not return.
CREATE TABLE tool_rule (
    server_ref  TEXT    NOT NULL,
    tool        BLOB    NOT NULL,                                 -- empty: all that no other rule names
    decision    TEXT    NOT NULL,                                 -- "none", "allow", "ask", "deny"
    definition  TEXT    NOT NULL,                                 -- of allow: hexadecimal, canonical
    command     TEXT    NOT NULL,                                 -- hexadecimal
    expires_at  INTEGER NOT NULL,
    decided_at  INTEGER NOT NULL,
    decision_id TEXT    NOT NULL,
    answered_by TEXT    NOT NULL,
    note        TEXT    NOT NULL,
    PRIMARY KEY (server_ref, tool)
) STRICT, WITHOUT ROWID;
