-- The rules of a standing verdict that did not pass, for lists that are filtered by them and counted.
ALTER TABLE artifact_verdict ADD COLUMN unmet_rules TEXT[] NOT NULL DEFAULT '{}';

UPDATE artifact_verdict SET unmet_rules = ARRAY(
  SELECT DISTINCT reason ->> 'rule' FROM json_array_elements(CASE WHEN body IS JSON OBJECT THEN body::json -> 'reasons' END) AS reason
  WHERE reason ->> 'outcome' <> 'pass')
FROM verdict WHERE verdict.id = artifact_verdict.verdict_id;
