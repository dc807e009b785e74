-- Whether all that the scans say could be read back when their findings were kept: verdicts are given by nothing less. Of what was kept before
-- it is not known.
ALTER TABLE artifact_state ADD COLUMN is_whole BOOLEAN NOT NULL DEFAULT false;
