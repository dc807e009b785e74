-- Who sent a report and what was said beside it, where it differs from what it is filed for, and recalls of evidence.
-- What came before has no sender: nobody kept it.
ALTER TABLE scan
  ADD COLUMN sender JSONB,
  ADD COLUMN given TEXT NOT NULL DEFAULT '',
  ADD COLUMN first_received_at TIMESTAMPTZ(3),
  ADD COLUMN unlisted_ids INTEGER[] NOT NULL DEFAULT '{}',
  ADD COLUMN mismatches JSONB NOT NULL DEFAULT '[]';
DROP INDEX scan_artifact_id_report_id_key;
CREATE UNIQUE INDEX scan_artifact_id_report_id_given_key ON scan (artifact_id, report_id, given);

ALTER TABLE api_token ADD COLUMN claims JSONB;

CREATE TABLE evidence_recall (
  id SERIAL PRIMARY KEY,
  project_id INTEGER REFERENCES project (id) ON DELETE CASCADE ON UPDATE CASCADE,
  tool TEXT,
  versions TEXT,
  sender TEXT,
  received_from TIMESTAMPTZ(3),
  received_until TIMESTAMPTZ(3),
  reason TEXT NOT NULL,
  recalled_at TIMESTAMPTZ(3) NOT NULL,
  recalled_by_kind TEXT NOT NULL,
  recalled_by_id TEXT,
  recalled_by TEXT NOT NULL,
  undone_at TIMESTAMPTZ(3),
  undone_by_kind TEXT,
  undone_by_id TEXT,
  undone_by TEXT
);
CREATE INDEX evidence_recall_project_id_idx ON evidence_recall (project_id);

CREATE TABLE recalled_scan (
  recall_id INTEGER NOT NULL REFERENCES evidence_recall (id) ON DELETE CASCADE ON UPDATE CASCADE,
  scan_id INTEGER NOT NULL REFERENCES scan (id) ON DELETE CASCADE ON UPDATE CASCADE,
  is_applied BOOLEAN NOT NULL DEFAULT false,
  PRIMARY KEY (recall_id, scan_id)
);
CREATE INDEX recalled_scan_scan_id_idx ON recalled_scan (scan_id);
