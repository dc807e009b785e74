-- Accepted risks. Whether an approved one counts is asked of the clock; nothing has to run at its end.
CREATE TABLE waiver (
  id SERIAL PRIMARY KEY,
  project_id INTEGER REFERENCES project (id) ON DELETE CASCADE ON UPDATE CASCADE,
  name TEXT NOT NULL,
  source TEXT NOT NULL,
  origin TEXT,
  state TEXT NOT NULL,
  number INTEGER NOT NULL DEFAULT 1,
  hash TEXT NOT NULL,
  image TEXT,
  digest TEXT,
  valid_from TIMESTAMPTZ(3),
  expires_at TIMESTAMPTZ(3) NOT NULL,
  requested_at TIMESTAMPTZ(3) NOT NULL,
  renews_id INTEGER REFERENCES waiver (id) ON DELETE SET NULL ON UPDATE CASCADE,
  ended_at TIMESTAMPTZ(3),
  ended_by_kind TEXT,
  ended_by_id TEXT,
  ended_by TEXT,
  end_reason TEXT,
  CONSTRAINT waiver_state_check CHECK (state IN ('requested', 'approved', 'rejected', 'revoked')),
  -- What the server names is never a file's, and has a beginning once it is approved.
  CONSTRAINT waiver_source_check CHECK (source IN ('server', 'file') AND (source = 'server') = (name ~ '^W-[0-9]+$')),
  CONSTRAINT waiver_valid_from_check CHECK (source = 'file' OR state <> 'approved' OR valid_from IS NOT NULL)
);
CREATE UNIQUE INDEX waiver_project_id_name_key ON waiver (project_id, name) NULLS NOT DISTINCT;
CREATE INDEX waiver_renews_id_idx ON waiver (renews_id);
CREATE INDEX waiver_requested_at_id_idx ON waiver (requested_at, id);
CREATE INDEX waiver_expires_at_id_idx ON waiver (expires_at, id);
-- Two who ask for the same are one request.
CREATE UNIQUE INDEX waiver_open_key ON waiver (project_id, hash) NULLS NOT DISTINCT
  WHERE source = 'server' AND state IN ('requested', 'approved');
-- What each evaluation asks for.
CREATE INDEX waiver_approved_idx ON waiver (project_id, expires_at) WHERE state = 'approved';

CREATE TABLE waiver_revision (
  waiver_id INTEGER NOT NULL REFERENCES waiver (id) ON DELETE CASCADE ON UPDATE CASCADE,
  number INTEGER NOT NULL,
  hash TEXT NOT NULL,
  content JSONB NOT NULL,
  account_id INTEGER REFERENCES account (id) ON DELETE SET NULL ON UPDATE CASCADE,
  requested_by_kind TEXT NOT NULL,
  requested_by_id TEXT,
  requested_by TEXT NOT NULL,
  requested_at TIMESTAMPTZ(3) NOT NULL,
  valid_from TIMESTAMPTZ(3),
  verdict_hash TEXT,
  names TEXT[],
  PRIMARY KEY (waiver_id, number)
);
CREATE INDEX waiver_revision_account_id_idx ON waiver_revision (account_id);

CREATE TABLE waiver_approval (
  waiver_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  approved_by_kind TEXT NOT NULL,
  approved_by_id TEXT,
  approved_by TEXT NOT NULL,
  approver TEXT NOT NULL,
  approved_at TIMESTAMPTZ(3) NOT NULL,
  PRIMARY KEY (waiver_id, number, account_id),
  FOREIGN KEY (waiver_id, number) REFERENCES waiver_revision (waiver_id, number) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX waiver_approval_account_id_idx ON waiver_approval (account_id);

-- Which revision each verdict rests on, and who had approved it by then.
CREATE TABLE waiver_use (
  verdict_id INTEGER NOT NULL REFERENCES verdict (id) ON DELETE CASCADE ON UPDATE CASCADE,
  waiver_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  approvers TEXT[] NOT NULL,
  PRIMARY KEY (verdict_id, waiver_id),
  FOREIGN KEY (waiver_id, number) REFERENCES waiver_revision (waiver_id, number) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX waiver_use_waiver_id_verdict_id_idx ON waiver_use (waiver_id, verdict_id);
