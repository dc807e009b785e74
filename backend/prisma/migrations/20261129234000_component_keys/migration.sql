-- A component is one row for every report of every project that names it, so its key must tell all of it. Until now a report
-- could call a type `pkg` and so have a component without a purl spell somebody else's purl, and give a purl that names no
-- version one of its own.

CREATE FUNCTION pg_temp.percent_decoded(encoded TEXT) RETURNS TEXT LANGUAGE plpgsql STRICT AS $$
DECLARE
  piece TEXT;
  bytes BYTEA := '';
BEGIN
  FOR piece IN SELECT part[1] FROM regexp_matches(encoded, '(%[0-9A-Fa-f]{2}|[^%]+|%)', 'g') AS cut (part) LOOP
    IF piece ~ '^%[0-9A-Fa-f]{2}$' THEN bytes := bytes || decode(substr(piece, 2), 'hex');
    ELSE bytes := bytes || convert_to(piece, 'UTF8');
    END IF;
  END LOOP;
  RETURN convert_from(bytes, 'UTF8');
EXCEPTION WHEN data_exception THEN
  RETURN NULL;
END $$;

-- Of rows that are not as their key says: what it says. Without a type where the key is no purl.
CREATE TEMPORARY TABLE told_by_key AS
  SELECT id, key, parts, parts[1] AS type, pg_temp.percent_decoded(parts[2]) AS namespace, pg_temp.percent_decoded(parts[3]) AS name,
    nullif(pg_temp.percent_decoded(parts[4]), '') AS version
  FROM component
  LEFT JOIN LATERAL regexp_match(key, '^pkg:([a-z][a-z0-9.+-]*)/(?:([^?#@]+)/)?([^/?#@]+)(?:@([^/?#@]*))?(?:[?#].*)?$') AS parts ON true
  WHERE (key LIKE 'pkg:%' AND (purl IS NULL OR purl <> key OR type = 'unknown' OR version IS NOT NULL AND key !~ '^[^?#]*@'))
    OR (key NOT LIKE 'pkg:%' AND purl IS NOT NULL);

UPDATE told_by_key SET type = NULL
WHERE key NOT LIKE 'pkg:%' OR name IS NULL OR (namespace IS NULL) <> (parts[2] IS NULL) OR (version IS NULL) <> (nullif(parts[4], '') IS NULL);

UPDATE component SET purl = told.key, type = told.type, namespace = told.namespace, version = told.version,
  name = CASE
    WHEN told.namespace IS NULL OR told.type IN ('apk', 'deb', 'rpm', 'alpm', 'qpkg', 'oci', 'docker', 'generic') THEN told.name
    WHEN told.type = 'maven' THEN told.namespace || ':' || told.name
    ELSE told.namespace || '/' || told.name END
FROM told_by_key AS told WHERE told.id = component.id AND told.type IS NOT NULL;

-- What is no purl after all keeps its row and its words, under a key that no purl has.
UPDATE problem SET component_key = '%70kg' || substr(told.key, 4) || '#' || told.id
FROM told_by_key AS told WHERE component_key = told.key AND told.type IS NULL AND told.key LIKE 'pkg:%';
UPDATE component SET purl = NULL, key = '%70kg' || substr(told.key, 4) || '#' || told.id
FROM told_by_key AS told WHERE told.id = component.id AND told.type IS NULL AND told.key LIKE 'pkg:%';
UPDATE component SET purl = NULL FROM told_by_key AS told WHERE told.id = component.id AND told.key NOT LIKE 'pkg:%';

-- Verdicts that rested on them are given anew.
DELETE FROM artifact_verdict WHERE artifact_id IN (
  SELECT artifact_id FROM scan WHERE component_ids && (SELECT array_agg(id) FROM told_by_key));

ALTER TABLE component
  ADD CONSTRAINT component_purl_is_key CHECK (purl = key),
  ADD CONSTRAINT component_key_without_purl CHECK ((purl IS NULL) = (key NOT LIKE 'pkg:%'));

DROP TABLE told_by_key;
