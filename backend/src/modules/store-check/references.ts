/** What no constraint of the database holds, as SQL that answers a text for each difference. */
export const REFERENCES: readonly string[] = [
  // What scans say.
  `SELECT format('scan %s: %s of its claims are missing', scan.id, count(*)) AS difference
   FROM scan, unnest(array_remove(claim_ids, 0)) AS made (id) WHERE NOT EXISTS (SELECT FROM claim WHERE claim.id = made.id)
   GROUP BY scan.id`,
  `SELECT format('scan %s: %s of its components are missing', scan.id, count(*)) AS difference
   FROM scan, unnest(component_ids || unlisted_ids) AS named (id)
   WHERE NOT EXISTS (SELECT FROM component WHERE component.id = named.id) GROUP BY scan.id`,
  `SELECT format('scan %s: it names %s components, and its report named %s', id, cardinality(component_ids), component_count) AS difference
   FROM scan WHERE cardinality(component_ids) <> component_count`,
  `SELECT format('scan %s: %s components are said to be unlisted that it does not name', scan.id, count(*)) AS difference
   FROM scan, unnest(unlisted_ids) AS unlisted (id) WHERE unlisted.id <> ALL (component_ids) GROUP BY scan.id`,
  `SELECT format('problem %s of scan %s: its component is missing', id, scan_id) AS difference
   FROM problem WHERE component_key IS NOT NULL AND NOT EXISTS (SELECT FROM component WHERE key = component_key)`,
  // Claims of scans that earlier versions took in, which are rows.
  `SELECT format('claim %s: its severity %s is none', id, severity) AS difference FROM claim WHERE severity NOT BETWEEN 0 AND 4`,
  // Archives, in pieces that are numbered from 0, where retention has not removed them.
  `SELECT format('report %s (sha256:%s): pieces of its archive are missing', report.id, sha256) AS difference
   FROM report LEFT JOIN report_chunk ON report_id = report.id
   WHERE NOT EXISTS (SELECT FROM report_removal WHERE report_removal.report_id = report.id)
   GROUP BY report.id HAVING count(position) = 0 OR max(position) <> count(position) - 1`,
  // Tags, deployments and images name artifacts of their own.
  `SELECT format('tag %s of image %s: it names an artifact of another image', tag, artifact_tag.image_id) AS difference
   FROM artifact_tag JOIN artifact ON artifact.id = artifact_id WHERE artifact.image_id <> artifact_tag.image_id`,
  `SELECT format('deployment %s: its artifact is of another image', deployment.id) AS difference
   FROM deployment JOIN artifact ON artifact.id = artifact_id WHERE artifact.image_id <> deployment.image_id`,
  `SELECT format('image %s: its latest artifact is of another image', image.id) AS difference
   FROM image JOIN artifact ON artifact.id = latest_id WHERE artifact.image_id <> image.id`,
  `SELECT format('image %s: it has scanned artifacts, and none is its latest', image.id) AS difference
   FROM image WHERE latest_id IS NULL AND EXISTS (
     SELECT FROM artifact JOIN scan ON artifact_id = artifact.id WHERE image_id = image.id)`,
  // A verdict stands for what it was given for.
  `SELECT format('artifact %s: the verdict that stands for %s was given for something else', standing.artifact_id, standing.environment) AS difference
   FROM artifact_verdict AS standing JOIN verdict ON verdict.id = standing.verdict_id
   WHERE (verdict.artifact_id, verdict.environment, verdict.outcome, verdict.policy_id)
     IS DISTINCT FROM (standing.artifact_id, standing.environment, standing.outcome, standing.policy_id)`,
  `SELECT format('artifact %s: the rules that it is found by for %s are not those of its verdict', standing.artifact_id, standing.environment)
     AS difference
   FROM artifact_verdict AS standing JOIN verdict ON verdict.id = standing.verdict_id
   WHERE ARRAY(SELECT unnest(unmet_rules) AS rule ORDER BY rule) IS DISTINCT FROM ARRAY(
     SELECT DISTINCT reason ->> 'rule' AS rule FROM json_array_elements(body::json -> 'reasons') AS reason
     WHERE reason ->> 'outcome' <> 'pass' ORDER BY rule)`,
];
