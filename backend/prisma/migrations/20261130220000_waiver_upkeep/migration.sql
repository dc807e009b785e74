-- Waivers close by themselves once what they are for is fixed, and the audit log tells once of each that is about to end.
ALTER TABLE waiver
  DROP CONSTRAINT waiver_state_check,
  ADD CONSTRAINT waiver_state_check CHECK (state IN ('requested', 'approved', 'rejected', 'revoked', 'closed')),
  ADD COLUMN ending_told_at TIMESTAMPTZ(3),
  ADD COLUMN gone_since TIMESTAMPTZ(3);

SELECT jobs.add_job('waivers');
