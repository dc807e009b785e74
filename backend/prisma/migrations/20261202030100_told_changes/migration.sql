-- What happens is told to every replica that listens, by the transaction in which it happens: one that is rolled back tells nothing. PostgreSQL
-- tells the same text once in a transaction.

-- Of artifacts. The first argument is the kind of change. A statement that concerns many tells of their projects alone.
CREATE FUNCTION tell_of_artifacts() RETURNS TRIGGER LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('plimsoll_changes',
    json_build_object('kind', TG_ARGV[0], 'project', told.project_id, 'artifact', told.artifact_id)::text)
  FROM (
    SELECT DISTINCT image.project_id, CASE WHEN counted.many THEN NULL ELSE changed.artifact_id END AS artifact_id
    FROM changed JOIN artifact ON artifact.id = changed.artifact_id JOIN image ON image.id = artifact.image_id,
      (SELECT count(DISTINCT artifact_id) > 100 AS many FROM changed) AS counted
  ) AS told;
  RETURN NULL;
END $$;

-- Of verdicts only where lists show another one, or none: most are given again as they were.
CREATE FUNCTION tell_of_verdicts() RETURNS TRIGGER LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('plimsoll_changes',
    json_build_object('kind', 'verdict', 'project', told.project_id, 'artifact', told.artifact_id)::text)
  FROM (
    WITH other AS (
      SELECT artifact_id FROM changed JOIN former USING (artifact_id, environment)
      WHERE (changed.outcome, changed.summary, changed.policy_id) IS DISTINCT FROM (former.outcome, former.summary, former.policy_id)
        OR changed.holds_until <= now() OR former.holds_until <= now())
    SELECT DISTINCT image.project_id, CASE WHEN counted.many THEN NULL ELSE other.artifact_id END AS artifact_id
    FROM other JOIN artifact ON artifact.id = other.artifact_id JOIN image ON image.id = artifact.image_id,
      (SELECT count(DISTINCT artifact_id) > 100 AS many FROM other) AS counted
  ) AS told;
  RETURN NULL;
END $$;

-- Of waivers, whose project is null where they are for all.
CREATE FUNCTION tell_of_waivers() RETURNS TRIGGER LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('plimsoll_changes', json_build_object('kind', 'waiver', 'project', project_id, 'artifact', NULL)::text)
  FROM (SELECT DISTINCT project_id FROM changed) AS told;
  RETURN NULL;
END $$;

-- Of what concerns all.
CREATE FUNCTION tell_of_all() RETURNS TRIGGER LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('plimsoll_changes', json_build_object('kind', TG_ARGV[0], 'project', NULL, 'artifact', NULL)::text);
  RETURN NULL;
END $$;

CREATE TRIGGER scan_is_told AFTER INSERT ON scan
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_of_artifacts('report');
CREATE TRIGGER artifact_verdict_is_told AFTER INSERT ON artifact_verdict
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_of_artifacts('verdict');
CREATE TRIGGER artifact_verdict_change_is_told AFTER UPDATE ON artifact_verdict
  REFERENCING NEW TABLE AS changed OLD TABLE AS former FOR EACH STATEMENT EXECUTE FUNCTION tell_of_verdicts();
CREATE TRIGGER deployment_is_told AFTER INSERT ON deployment
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_of_artifacts('deployment');
CREATE TRIGGER deployment_change_is_told AFTER UPDATE ON deployment
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_of_artifacts('deployment');
CREATE TRIGGER waiver_is_told AFTER INSERT ON waiver
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_of_waivers();
CREATE TRIGGER waiver_change_is_told AFTER UPDATE ON waiver
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_of_waivers();
CREATE TRIGGER policy_activation_is_told AFTER INSERT ON policy_activation
  FOR EACH STATEMENT EXECUTE FUNCTION tell_of_all('policy');

-- Of access only that it may be another: who is listened to is asked about again.
CREATE TRIGGER session_end_is_told AFTER DELETE ON session FOR EACH STATEMENT EXECUTE FUNCTION tell_of_all('access');
CREATE TRIGGER session_secret_is_told AFTER UPDATE OF token_hash, stage, expires_at ON session
  FOR EACH STATEMENT EXECUTE FUNCTION tell_of_all('access');
CREATE TRIGGER token_end_is_told AFTER UPDATE OF revoked_at, expires_at ON api_token
  FOR EACH STATEMENT EXECUTE FUNCTION tell_of_all('access');
CREATE TRIGGER account_is_told AFTER UPDATE OF disabled_at ON account FOR EACH STATEMENT EXECUTE FUNCTION tell_of_all('access');
CREATE TRIGGER role_grant_is_told AFTER INSERT OR UPDATE OR DELETE ON role_grant
  FOR EACH STATEMENT EXECUTE FUNCTION tell_of_all('access');
