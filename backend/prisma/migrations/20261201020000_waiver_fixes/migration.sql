-- Since when a fix is known for what a waiver covers: the time of grace of `untilFixed` counts from then. It only ever gets earlier.
CREATE TABLE waiver_fix (
  waiver_id INTEGER NOT NULL REFERENCES waiver (id) ON DELETE CASCADE ON UPDATE CASCADE,
  project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE ON UPDATE CASCADE,
  environment TEXT NOT NULL,
  finding TEXT NOT NULL,
  advisory TEXT NOT NULL,
  component TEXT NOT NULL,
  fixed_since TIMESTAMPTZ(3),
  PRIMARY KEY (waiver_id, project_id, environment, finding)
);
CREATE INDEX waiver_fix_project_id_idx ON waiver_fix (project_id);
