-- Servers and tools as sessions showed them; what files declare is read from the files.
CREATE TABLE server (
    ref              TEXT    PRIMARY KEY,                         -- entryRef, or "launch:…" where no entry names the launch
    client           TEXT    NOT NULL DEFAULT '',
    scope            TEXT    NOT NULL DEFAULT 'user',
    file             BLOB    NOT NULL DEFAULT x'',                -- a path need not be UTF-8
    key_path         BLOB    NOT NULL DEFAULT x'',
    name             TEXT    NOT NULL DEFAULT '',
    last_seen        INTEGER NOT NULL DEFAULT 0,
    handshake_at     INTEGER NOT NULL DEFAULT 0,
    protocol_version TEXT    NOT NULL DEFAULT '',
    era              TEXT    NOT NULL DEFAULT '',
    server_name      TEXT    NOT NULL DEFAULT '',
    capabilities     TEXT    NOT NULL DEFAULT ''                  -- JSON
) STRICT, WITHOUT ROWID;

CREATE TABLE tool (
    server_ref TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    digest     TEXT    NOT NULL,                                  -- empty: called, but never listed
    first_seen INTEGER NOT NULL,
    last_seen  INTEGER NOT NULL,
    calls      INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (server_ref, name)
) STRICT, WITHOUT ROWID;
