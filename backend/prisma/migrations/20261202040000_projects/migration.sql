-- A project is described by people, and can be archived: nothing is lost, and nothing new comes into it.
ALTER TABLE project
  ADD COLUMN description TEXT NOT NULL DEFAULT '',
  ADD COLUMN archived_at TIMESTAMPTZ(3),
  ADD COLUMN archived_by_kind TEXT,
  ADD COLUMN archived_by_id TEXT,
  ADD COLUMN archived_by TEXT;
