-- An image that was moved to another project: since when it is there, and every move as a fact that never changes.
ALTER TABLE image ADD COLUMN moved_at TIMESTAMPTZ(3);

CREATE TABLE image_move (
  id SERIAL PRIMARY KEY,
  image_id INTEGER NOT NULL REFERENCES image (id) ON DELETE CASCADE ON UPDATE CASCADE,
  from_project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  to_project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  moved_at TIMESTAMPTZ(3) NOT NULL,
  moved_by_kind TEXT NOT NULL,
  moved_by_id TEXT,
  moved_by TEXT NOT NULL
);
CREATE INDEX image_move_image_id_moved_at_idx ON image_move (image_id, moved_at);
