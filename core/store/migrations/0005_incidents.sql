-- What was found in messages of servers, by rule. Kept when the sessions go: a reputation must not get better by forgetting.
CREATE TABLE incident (
    server_ref TEXT    NOT NULL,
    rule       TEXT    NOT NULL,
    acted_on   INTEGER NOT NULL,                                  -- messages that were changed, asked about or refused
    told       INTEGER NOT NULL,                                  -- messages that passed with the finding
    last_at    INTEGER NOT NULL,
    PRIMARY KEY (server_ref, rule)
) STRICT, WITHOUT ROWID;

INSERT INTO incident (server_ref, rule, acted_on, told, last_at)
SELECT server_ref, rule, sum(action NOT IN ('pass', 'flag')), sum(action IN ('pass', 'flag')), max(at)
FROM (SELECT DISTINCT event.id, session.server_ref, json_extract(finding.value, '$.detector') AS rule, event.action, event.at
      FROM event JOIN session ON session.id = event.session_id, json_each(event.findings) AS finding
      WHERE event.kind = 'message' AND event.direction = 'to-client' AND event.findings <> '' AND session.server_ref <> '')
WHERE rule IS NOT NULL
GROUP BY server_ref, rule;
