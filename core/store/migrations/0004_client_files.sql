-- Clients' files as they were when they were last looked at, so that what happens to them while no desktop runs shows later.
CREATE TABLE client_file (
    path    TEXT    PRIMARY KEY,                                  -- links resolved
    seen_at INTEGER NOT NULL,                                     -- the latest look wins, whichever journal it stands in
    json    TEXT    NOT NULL                                      -- the line's details
) STRICT, WITHOUT ROWID;
