-- Which reports' bytes the policy's retention has removed, and when. Their scans stay, and with them all that a rule compares with.
CREATE TABLE report_removal (
  report_id INTEGER PRIMARY KEY REFERENCES report (id) ON DELETE CASCADE ON UPDATE CASCADE,
  removed_at TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);

-- Removes the bytes of those of the reports that nothing current rests on, and answers which they were: of each every scan was received
-- before, is not current, and was never recalled, for one that was may count again. The application has no other way to remove a report's bytes.
-- A report whose bytes are taken in again meanwhile is left (report_archive_restore).
CREATE FUNCTION report_archive_remove(report_ids INTEGER[], before TIMESTAMPTZ)
RETURNS TABLE (report_id INTEGER, archived_bytes BIGINT)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  candidate INTEGER;
  latest TIMESTAMPTZ := least(before, now() - interval '1 day');
BEGIN
  FOREACH candidate IN ARRAY report_ids LOOP
    CONTINUE WHEN NOT pg_try_advisory_xact_lock(1919250543, candidate);
    CONTINUE WHEN NOT EXISTS (SELECT FROM public.report WHERE id = candidate AND created_at < latest);
    CONTINUE WHEN EXISTS (
      SELECT FROM public.scan WHERE scan.report_id = candidate AND (is_current OR received_at >= latest
        OR EXISTS (SELECT FROM public.recalled_scan WHERE scan_id = scan.id)));
    report_id := candidate;
    SELECT coalesce(sum(octet_length(bytes)), 0) INTO archived_bytes FROM public.report_chunk WHERE report_chunk.report_id = candidate;
    DELETE FROM public.report_chunk WHERE report_chunk.report_id = candidate;
    CONTINUE WHEN NOT FOUND;
    INSERT INTO public.report_removal (report_id) VALUES (candidate) ON CONFLICT DO NOTHING;
    RETURN NEXT;
  END LOOP;
END
$$;
REVOKE ALL ON FUNCTION report_archive_remove(INTEGER[], TIMESTAMPTZ) FROM PUBLIC;

-- For whoever takes the same bytes in again: until the transaction ends nobody removes them. Answers whether they were removed and are to
-- be added, in this encoding.
CREATE FUNCTION report_archive_restore(known_id INTEGER, new_encoding TEXT) RETURNS BOOLEAN
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(1919250543, known_id);
  DELETE FROM public.report_removal WHERE report_id = known_id;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  UPDATE public.report SET encoding = new_encoding WHERE id = known_id;
  RETURN true;
END
$$;
REVOKE ALL ON FUNCTION report_archive_restore(INTEGER, TEXT) FROM PUBLIC;

SELECT jobs.add_job('retention');
