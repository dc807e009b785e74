-- VEX documents as received. What they say counts where the policy honours their sender and author.
CREATE TABLE vex_document (
  id SERIAL PRIMARY KEY,
  project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE ON UPDATE CASCADE,
  image TEXT,
  digest TEXT,
  sha256 TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  body BYTEA NOT NULL,
  content TEXT NOT NULL,
  content_size INTEGER NOT NULL,
  format TEXT NOT NULL,
  name TEXT,
  author TEXT,
  issued_at TIMESTAMPTZ(3),
  statement_count INTEGER NOT NULL,
  sender JSONB NOT NULL,
  sender_key TEXT NOT NULL,
  received_at TIMESTAMPTZ(3) NOT NULL,
  withdrawn_at TIMESTAMPTZ(3),
  withdrawn_by_kind TEXT,
  withdrawn_by_id TEXT,
  withdrawn_by TEXT,
  withdraw_reason TEXT
);
-- What each evaluation asks for.
CREATE INDEX vex_document_project_id_id_idx ON vex_document (project_id, id);
-- The same bytes for the same, by the same sender, are one document.
CREATE UNIQUE INDEX vex_document_open_key ON vex_document (project_id, image, digest, sha256, sender_key) NULLS NOT DISTINCT
  WHERE withdrawn_at IS NULL;
