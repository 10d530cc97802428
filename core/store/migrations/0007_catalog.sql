-- What servers define, version by version, who uses it, and which rules' findings flowed. Everything can be folded in any order.
CREATE TABLE agent (
    session_id INTEGER PRIMARY KEY REFERENCES session (id) ON DELETE CASCADE,
    client_id  TEXT NOT NULL DEFAULT '',                          -- the client whose file has the entry
    name       TEXT NOT NULL DEFAULT '',                          -- what it calls itself: claims, as the next two
    version    TEXT NOT NULL DEFAULT '',
    protocol   TEXT NOT NULL DEFAULT '',
    ancestry   TEXT NOT NULL DEFAULT ''                           -- JSON: processes above the wrapper, the nearest first
) STRICT;

CREATE TABLE definition (
    server_ref TEXT    NOT NULL,
    kind       TEXT    NOT NULL,                                  -- "tool", "prompt", "resource-template", "instructions"
    name       TEXT    NOT NULL,
    digest     TEXT    NOT NULL,                                  -- as last listed; empty: used, but never listed
    standing   TEXT    NOT NULL,                                  -- likewise; empty: ordinary
    first_seen INTEGER NOT NULL,
    listed_at  INTEGER NOT NULL,                                  -- 0: never
    PRIMARY KEY (server_ref, kind, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE definition_version (
    server_ref TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    digest     TEXT    NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen  INTEGER NOT NULL,
    change     TEXT    NOT NULL DEFAULT '',                       -- kinds of change against what was first seen, with commas between
    diff       TEXT    NOT NULL DEFAULT '',                       -- for people
    PRIMARY KEY (server_ref, kind, name, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE listing (
    server_ref TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    began_at   INTEGER NOT NULL,                                  -- of the last list that was seen to its end: what it lacks is gone
    told_at    INTEGER NOT NULL,
    omitted    INTEGER NOT NULL,                                  -- definitions that were too many to be told, at that time
    PRIMARY KEY (server_ref, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE usage (
    server_ref TEXT    NOT NULL,
    kind       TEXT    NOT NULL,                                  -- "tool", "prompt", "resource"
    name       TEXT    NOT NULL,                                  -- empty: of resources, whose names are data
    client     TEXT    NOT NULL,                                  -- as agent.client_id
    agent      TEXT    NOT NULL,                                  -- as agent.name
    first_at   INTEGER NOT NULL,
    last_at    INTEGER NOT NULL,
    calls      INTEGER NOT NULL,
    refused    INTEGER NOT NULL,                                  -- of them
    PRIMARY KEY (server_ref, kind, name, client, agent)
) STRICT, WITHOUT ROWID;
CREATE INDEX usage_by_client ON usage (client, agent, server_ref);

CREATE TABLE flow (
    server_ref TEXT    NOT NULL,
    kind       TEXT    NOT NULL,                                  -- as in usage; empty: any other message
    name       TEXT    NOT NULL,
    client     TEXT    NOT NULL,
    agent      TEXT    NOT NULL,
    direction  TEXT    NOT NULL,                                  -- "to-server", "to-client"
    rule       TEXT    NOT NULL,
    told       INTEGER NOT NULL,                                  -- messages that passed with the finding
    acted_on   INTEGER NOT NULL,                                  -- messages that were changed, asked about or refused
    first_at   INTEGER NOT NULL,
    last_at    INTEGER NOT NULL,
    PRIMARY KEY (server_ref, kind, name, client, agent, direction, rule)
) STRICT, WITHOUT ROWID;

CREATE INDEX session_live ON session (server_ref) WHERE ended_at = 0;
CREATE INDEX event_starts ON event (session_id) WHERE kind = 'server-start';

-- From what was folded before.
INSERT INTO agent (session_id, client_id, name, version, protocol, ancestry)
SELECT session.id, ifnull(json_extract(start.details, '$.identity.entry.client'), ''), ifnull(json_extract(said.details, '$.name'), ''),
       ifnull(json_extract(said.details, '$.version'), ''), ifnull(json_extract(said.details, '$.protocol'), ''),
       ifnull(json_extract(start.details, '$.ancestry'), '')
FROM session
LEFT JOIN event start ON start.session_id = session.id AND start.sequence = 0 AND json_valid(start.details)
LEFT JOIN event said ON said.id = (SELECT min(id) FROM event WHERE session_id = session.id AND kind = 'client' AND json_valid(details))
WHERE session.program NOT IN ('desktop', 'cli') AND session.server_ref <> '';

INSERT INTO definition (server_ref, kind, name, digest, standing, first_seen, listed_at)
SELECT server_ref, 'tool', name, digest, '', first_seen, iif(digest = '', 0, last_seen) FROM tool;

INSERT INTO usage (server_ref, kind, name, client, agent, first_at, last_at, calls, refused)
SELECT session.server_ref, 'tool', event.tool, agent.client_id, agent.name, min(event.at), max(event.at), count(*),
       sum(event.action IN ('block', 'drop'))
FROM event JOIN session ON session.id = event.session_id JOIN agent ON agent.session_id = session.id
WHERE event.kind = 'message' AND event.direction = 'to-server' AND event.method = 'tools/call' AND event.tool <> ''
GROUP BY session.server_ref, event.tool, agent.client_id, agent.name;

INSERT INTO flow (server_ref, kind, name, client, agent, direction, rule, told, acted_on, first_at, last_at)
SELECT server_ref, kind, name, client, agent, direction, rule, sum(action IN ('pass', 'flag')), sum(action NOT IN ('pass', 'flag')), min(at), max(at)
FROM (SELECT DISTINCT event.id, session.server_ref,
             CASE WHEN event.method = 'tools/call' AND event.tool <> '' THEN 'tool' WHEN event.method = 'prompts/get' THEN 'prompt'
                  WHEN event.method = 'resources/read' THEN 'resource' ELSE '' END AS kind,
             iif(event.method = 'tools/call', event.tool, '') AS name,
             agent.client_id AS client, agent.name AS agent, event.direction, json_extract(finding.value, '$.detector') AS rule,
             event.action, event.at
      FROM event JOIN session ON session.id = event.session_id JOIN agent ON agent.session_id = session.id, json_each(event.findings) AS finding
      WHERE event.kind = 'message' AND event.direction <> '' AND event.findings <> '')
WHERE rule IS NOT NULL
GROUP BY server_ref, kind, name, client, agent, direction, rule;

DROP TABLE tool;

-- Another value after every change of the registry, in whatever connection: what was read of it is good for as long as it stays.
CREATE TABLE registry_version (id INTEGER PRIMARY KEY CHECK (id = 1), value INTEGER NOT NULL) STRICT;
INSERT INTO registry_version (id, value) VALUES (1, random());
CREATE TRIGGER decision_added AFTER INSERT ON decision BEGIN UPDATE registry_version SET value = random(); END;
CREATE TRIGGER decision_changed AFTER UPDATE ON decision BEGIN UPDATE registry_version SET value = random(); END;
CREATE TRIGGER decision_removed AFTER DELETE ON decision BEGIN UPDATE registry_version SET value = random(); END;
CREATE TRIGGER revocation_added AFTER INSERT ON revocation BEGIN UPDATE registry_version SET value = random(); END;
CREATE TRIGGER revocation_changed AFTER UPDATE ON revocation BEGIN UPDATE registry_version SET value = random(); END;
CREATE TRIGGER revocation_removed AFTER DELETE ON revocation BEGIN UPDATE registry_version SET value = random(); END;
CREATE TRIGGER learning_added AFTER INSERT ON learning BEGIN UPDATE registry_version SET value = random(); END;
CREATE TRIGGER learning_changed AFTER UPDATE ON learning BEGIN UPDATE registry_version SET value = random(); END;
CREATE TRIGGER learning_removed AFTER DELETE ON learning BEGIN UPDATE registry_version SET value = random(); END;
