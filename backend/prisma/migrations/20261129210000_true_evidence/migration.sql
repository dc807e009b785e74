-- What a scan was of, whether it failed, what its report carries, and which version read it. Scans from before are replaced by any
-- newer one of their tool, format and target, as they were until now; those that count are read again from their reports.
ALTER TABLE scan
  ADD COLUMN platform TEXT,
  ADD COLUMN failures JSONB NOT NULL DEFAULT '[]',
  ADD COLUMN attempted TEXT[] DEFAULT ARRAY[]::TEXT[],
  ADD COLUMN carries TEXT[] DEFAULT ARRAY[]::TEXT[],
  ADD COLUMN reader SMALLINT NOT NULL DEFAULT 1;
UPDATE scan SET platform = 'unrecorded';

ALTER TABLE claim
  ADD COLUMN suppressed_by TEXT,
  ADD COLUMN is_statement BOOLEAN NOT NULL DEFAULT false;

ALTER TABLE problem ADD COLUMN subject TEXT;

-- SARIF names packages in findings only, and is no inventory.
ALTER TABLE artifact_component ADD COLUMN is_listed BOOLEAN NOT NULL DEFAULT true;
UPDATE artifact_component AS edge SET is_listed = false
FROM (SELECT DISTINCT artifact_id FROM scan WHERE is_current AND format = 'sarif') AS told
WHERE edge.artifact_id = told.artifact_id AND NOT EXISTS (
  SELECT FROM scan WHERE scan.artifact_id = edge.artifact_id AND is_current AND format <> 'sarif'
    AND edge.component_id = ANY (component_ids));
ALTER TABLE artifact ADD COLUMN listed_count INTEGER NOT NULL DEFAULT 0;
UPDATE artifact SET listed_count = component_count;
UPDATE artifact SET listed_count = counted.listed, without_purl_count = counted.without_purl
FROM (
  SELECT edge.artifact_id, count(*) FILTER (WHERE is_listed) AS listed,
    count(*) FILTER (WHERE is_listed AND purl IS NULL) AS without_purl
  FROM artifact_component AS edge JOIN component ON component.id = component_id
  WHERE edge.artifact_id IN (SELECT artifact_id FROM artifact_component WHERE NOT is_listed)
  GROUP BY edge.artifact_id
) AS counted
WHERE artifact.id = counted.artifact_id;

-- Whether a fix is available (0), there is none (1) or nobody told (2), from the words that claims kept.
ALTER TABLE finding_list ADD COLUMN fixes SMALLINT[];
UPDATE finding_list AS list SET fixes = (
  SELECT array_agg(CASE
    WHEN finding.is_fixable THEN 0
    WHEN finding.place = ANY (told.available) THEN 0
    WHEN finding.place = ANY (told.none) THEN 1
    ELSE 2 END::smallint ORDER BY finding.place)
  FROM unnest(list.fixable) WITH ORDINALITY AS finding (is_fixable, place), (
    SELECT
      coalesce(array_agg(made.source_of) FILTER (WHERE lower(fix_state) = 'fixed'), '{}') AS available,
      coalesce(array_agg(made.source_of) FILTER (WHERE lower(fix_state) IN
        ('not-fixed', 'wont-fix', 'affected', 'will_not_fix', 'fix_deferred', 'end_of_life')), '{}') AS none
    FROM unnest(list.sources, list.source_of) AS made (source, source_of) JOIN claim ON claim.id = made.source
  ) AS told);

-- Verdicts were given by rules that took silence for a no. None of them stands; each is given anew when it
-- is next asked for, after the reports have been read again.
UPDATE artifact_verdict SET holds_until = now() WHERE holds_until IS NULL OR holds_until > now();
