-- The tables that version 0.1 wrote a report to, with their indexes and foreign keys. Fixed: ingest is compared with a raw COPY
-- into these, whatever the present version stores.

CREATE TABLE project (
  id SERIAL PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
INSERT INTO project (id, slug, name) VALUES (1, 'default', 'default');

CREATE TABLE policy_version (
  id SERIAL PRIMARY KEY,
  version TEXT NOT NULL UNIQUE,
  source TEXT NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
INSERT INTO policy_version (id, version, source) VALUES (1, 'sha256:0', 'version: 1');

CREATE TABLE image (
  id SERIAL PRIMARY KEY,
  project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  repository TEXT COLLATE "C" NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  latest_id INTEGER UNIQUE
);
CREATE INDEX image_repository_idx ON image (repository);
CREATE UNIQUE INDEX image_project_id_repository_key ON image (project_id, repository);

CREATE TABLE artifact (
  id SERIAL PRIMARY KEY,
  image_id INTEGER NOT NULL REFERENCES image (id) ON DELETE CASCADE ON UPDATE CASCADE,
  digest TEXT NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  last_scanned_at TIMESTAMPTZ(3) NOT NULL,
  operating_system JSONB,
  image_facts JSONB NOT NULL,
  critical INTEGER NOT NULL DEFAULT 0,
  high INTEGER NOT NULL DEFAULT 0,
  medium INTEGER NOT NULL DEFAULT 0,
  low INTEGER NOT NULL DEFAULT 0,
  unknown INTEGER NOT NULL DEFAULT 0,
  worst_severity SMALLINT NOT NULL DEFAULT -1,
  load DOUBLE PRECISION NOT NULL DEFAULT 0,
  component_count INTEGER NOT NULL DEFAULT 0,
  without_purl_count INTEGER NOT NULL DEFAULT 0,
  listed_count INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX artifact_digest_idx ON artifact (digest);
CREATE INDEX artifact_last_scanned_at_id_idx ON artifact (last_scanned_at, id);
CREATE INDEX artifact_worst_severity_id_idx ON artifact (worst_severity, id);
CREATE INDEX artifact_load_id_idx ON artifact (load, id);
CREATE INDEX artifact_component_count_id_idx ON artifact (component_count, id);
CREATE UNIQUE INDEX artifact_image_id_digest_key ON artifact (image_id, digest);
ALTER TABLE image ADD FOREIGN KEY (latest_id) REFERENCES artifact (id) ON DELETE SET NULL ON UPDATE CASCADE;

CREATE TABLE artifact_tag (
  image_id INTEGER NOT NULL REFERENCES image (id) ON DELETE CASCADE ON UPDATE CASCADE,
  tag TEXT NOT NULL,
  artifact_id INTEGER NOT NULL REFERENCES artifact (id) ON DELETE CASCADE ON UPDATE CASCADE,
  since TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (image_id, tag)
);
CREATE INDEX artifact_tag_artifact_id_idx ON artifact_tag (artifact_id);

CREATE TABLE report (
  id SERIAL PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,
  size_bytes BIGINT NOT NULL,
  encoding TEXT NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE report_chunk (
  report_id INTEGER NOT NULL REFERENCES report (id) ON DELETE CASCADE ON UPDATE CASCADE,
  position INTEGER NOT NULL,
  bytes BYTEA NOT NULL,
  PRIMARY KEY (report_id, position)
);

CREATE TABLE scan (
  id SERIAL PRIMARY KEY,
  artifact_id INTEGER NOT NULL REFERENCES artifact (id) ON DELETE CASCADE ON UPDATE CASCADE,
  report_id INTEGER NOT NULL REFERENCES report (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  format TEXT NOT NULL,
  tool TEXT NOT NULL,
  tool_version TEXT,
  scanned_at TIMESTAMPTZ(3),
  database_date TIMESTAMPTZ(3),
  received_at TIMESTAMPTZ(3) NOT NULL,
  covers TEXT[],
  operating_system JSONB,
  image_facts JSONB NOT NULL,
  component_count INTEGER NOT NULL,
  without_purl_count INTEGER NOT NULL,
  counts JSONB NOT NULL,
  warnings JSONB NOT NULL,
  warning_count INTEGER NOT NULL,
  skipped JSONB NOT NULL,
  skipped_count INTEGER NOT NULL,
  claim_ids INTEGER[],
  is_current BOOLEAN NOT NULL,
  component_ids INTEGER[],
  target TEXT,
  platform TEXT,
  failures JSONB NOT NULL DEFAULT '[]',
  attempted TEXT[] DEFAULT ARRAY[]::TEXT[],
  carries TEXT[] DEFAULT ARRAY[]::TEXT[],
  reader SMALLINT NOT NULL DEFAULT 1,
  sender JSONB,
  given TEXT NOT NULL DEFAULT '',
  first_received_at TIMESTAMPTZ(3),
  unlisted_ids INTEGER[] NOT NULL DEFAULT '{}',
  mismatches JSONB NOT NULL DEFAULT '[]',
  listed_count INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX scan_artifact_id_received_at_idx ON scan (artifact_id, received_at);
CREATE UNIQUE INDEX scan_artifact_id_report_id_given_key ON scan (artifact_id, report_id, given);

CREATE TABLE component (
  id SERIAL PRIMARY KEY,
  key TEXT COLLATE "C" NOT NULL UNIQUE,
  purl TEXT,
  type TEXT NOT NULL,
  namespace TEXT,
  name TEXT COLLATE "C" NOT NULL,
  version TEXT,
  CHECK (purl = key),
  CHECK ((purl IS NULL) = (key NOT LIKE 'pkg:%'))
);
CREATE INDEX component_name_idx ON component (name);

CREATE TABLE artifact_component (
  artifact_id INTEGER NOT NULL REFERENCES artifact (id) ON DELETE CASCADE ON UPDATE CASCADE,
  component_id INTEGER NOT NULL REFERENCES component (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  places JSONB,
  licences TEXT[],
  is_listed BOOLEAN NOT NULL DEFAULT true,
  PRIMARY KEY (artifact_id, component_id)
);
CREATE INDEX artifact_component_component_id_idx ON artifact_component (component_id);

CREATE TABLE advisory (
  id SERIAL PRIMARY KEY,
  lead TEXT NOT NULL
);
CREATE INDEX advisory_lead_idx ON advisory (lead);

CREATE TABLE advisory_alias (
  id SERIAL PRIMARY KEY,
  alias TEXT COLLATE "C" NOT NULL UNIQUE,
  advisory_id INTEGER NOT NULL REFERENCES advisory (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX advisory_alias_advisory_id_idx ON advisory_alias (advisory_id);

CREATE TABLE match (
  id SERIAL PRIMARY KEY,
  component_id INTEGER NOT NULL REFERENCES component (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  advisory_id INTEGER NOT NULL REFERENCES advisory (id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX match_advisory_id_idx ON match (advisory_id);
CREATE UNIQUE INDEX match_component_id_advisory_id_key ON match (component_id, advisory_id);

CREATE TABLE text (
  id SERIAL PRIMARY KEY,
  hash BYTEA NOT NULL UNIQUE,
  body TEXT NOT NULL
);

CREATE TABLE claim (
  id SERIAL PRIMARY KEY,
  hash BYTEA NOT NULL UNIQUE,
  match_id INTEGER NOT NULL REFERENCES match (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  tool TEXT NOT NULL,
  reported_id TEXT NOT NULL,
  ids TEXT[],
  severity SMALLINT NOT NULL,
  title TEXT,
  fixed_version TEXT,
  fix_state TEXT,
  published_at TIMESTAMPTZ(3),
  cvss_score DOUBLE PRECISION,
  cvss_vector TEXT,
  epss DOUBLE PRECISION,
  is_known_exploited BOOLEAN,
  url TEXT,
  analysis JSONB,
  description_id INTEGER REFERENCES text (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  is_suppressed BOOLEAN NOT NULL,
  suppressed_by TEXT,
  is_statement BOOLEAN NOT NULL DEFAULT false
);
CREATE INDEX claim_match_id_idx ON claim (match_id);

CREATE TABLE finding_list (
  artifact_id INTEGER PRIMARY KEY REFERENCES artifact (id) ON DELETE CASCADE ON UPDATE CASCADE,
  ids UUID[],
  severities SMALLINT[],
  kinds SMALLINT[],
  fixable BOOLEAN[],
  published_at TIMESTAMPTZ(3)[],
  epss DOUBLE PRECISION[],
  component_ids INTEGER[],
  alias_ids INTEGER[],
  problem_ids INTEGER[],
  sources INTEGER[],
  source_of INTEGER[],
  other_names INTEGER[],
  other_name_of INTEGER[],
  fixes SMALLINT[]
);

CREATE TABLE verdict (
  id SERIAL PRIMARY KEY,
  verdict_id TEXT NOT NULL,
  artifact_id INTEGER NOT NULL REFERENCES artifact (id) ON DELETE CASCADE ON UPDATE CASCADE,
  environment TEXT NOT NULL,
  policy_id INTEGER NOT NULL REFERENCES policy_version (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  outcome TEXT NOT NULL,
  body TEXT NOT NULL,
  evaluated_at TIMESTAMPTZ(3) NOT NULL,
  holds_until TIMESTAMPTZ(3)
);
CREATE INDEX verdict_verdict_id_idx ON verdict (verdict_id);
CREATE INDEX verdict_artifact_id_environment_evaluated_at_idx ON verdict (artifact_id, environment, evaluated_at);

CREATE TABLE artifact_verdict (
  artifact_id INTEGER NOT NULL REFERENCES artifact (id) ON DELETE CASCADE ON UPDATE CASCADE,
  environment TEXT NOT NULL,
  verdict_id INTEGER NOT NULL REFERENCES verdict (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  policy_id INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  summary TEXT NOT NULL,
  holds_until TIMESTAMPTZ(3),
  PRIMARY KEY (artifact_id, environment)
);
CREATE INDEX artifact_verdict_verdict_id_idx ON artifact_verdict (verdict_id);
CREATE INDEX artifact_verdict_environment_outcome_artifact_id_idx ON artifact_verdict (environment, outcome, artifact_id);

CREATE TABLE audit_event (
  sequence BIGINT PRIMARY KEY,
  at TIMESTAMPTZ(3) NOT NULL,
  body TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE
);
CREATE INDEX audit_event_at_idx ON audit_event (at);
