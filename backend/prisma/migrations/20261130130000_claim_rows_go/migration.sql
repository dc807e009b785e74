SELECT jobs.add_job(name) FROM unnest(ARRAY['words', 'postings', 'unused-words']) AS name;

-- Without an index, each description that goes would be looked for in all claims.
ALTER TABLE claim DROP CONSTRAINT claim_description_id_fkey;

-- Removes so many at most of the claims that no scan names, and where there is none, of what only such claims needed. Answers how many rows
-- it was. No report is under way meanwhile, in earlier versions either: none is about to name one of them. The application has no other
-- way to remove a claim.
CREATE FUNCTION claim_rows_remove(most INTEGER) RETURNS INTEGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  removed INTEGER;
BEGIN
  PERFORM pg_advisory_xact_lock(7017864314630402681);
  WITH named AS MATERIALIZED (
    SELECT DISTINCT unnest(claim_ids) AS id FROM public.scan WHERE claim_ids <> '{}' AND claim_ids <> '{0}')
  DELETE FROM public.claim WHERE id IN (
    SELECT id FROM public.claim AS unnamed WHERE NOT EXISTS (SELECT FROM named WHERE named.id = unnamed.id) LIMIT most);
  GET DIAGNOSTICS removed = ROW_COUNT;
  IF removed > 0 THEN
    RETURN removed;
  END IF;
  DELETE FROM public.match WHERE id IN (
    SELECT id FROM public.match AS unused WHERE NOT EXISTS (SELECT FROM public.claim WHERE match_id = unused.id) LIMIT most);
  GET DIAGNOSTICS removed = ROW_COUNT;
  IF removed > 0 THEN
    RETURN removed;
  END IF;
  DELETE FROM public.text WHERE id IN (
    SELECT id FROM public.text AS unused WHERE NOT EXISTS (SELECT FROM public.claim WHERE description_id = unused.id) LIMIT most);
  GET DIAGNOSTICS removed = ROW_COUNT;
  IF removed > 0 THEN
    RETURN removed;
  END IF;
  DELETE FROM public.advisory WHERE id IN (
    SELECT id FROM public.advisory AS unused WHERE NOT EXISTS (SELECT FROM public.match WHERE advisory_id = unused.id) LIMIT most);
  GET DIAGNOSTICS removed = ROW_COUNT;
  RETURN removed;
END
$$;
REVOKE ALL ON FUNCTION claim_rows_remove(INTEGER) FROM PUBLIC;
