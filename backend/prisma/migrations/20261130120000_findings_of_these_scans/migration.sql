-- The scans that an artifact's findings were united from: a verdict rests on them only where these are the ones that count. Of what was kept
-- before it is not known.
ALTER TABLE artifact_state ADD COLUMN scan_ids INTEGER[];
