-- Which artifacts hold a component, and which have a finding by a name, as bits: a row for each of these and 256 artifacts.
-- Made in the background; until then an artifact is answered for from the tables that it is made of.
CREATE TABLE posting (
  kind SMALLINT NOT NULL,
  key BIGINT NOT NULL,
  segment INTEGER NOT NULL,
  artifacts BIT(256) NOT NULL,
  CONSTRAINT posting_pkey PRIMARY KEY (kind, key, segment)
);
CREATE INDEX posting_segment_idx ON posting (segment);

CREATE TABLE artifact_posting (
  artifact_id INTEGER NOT NULL,
  is_posted BOOLEAN NOT NULL DEFAULT false,
  leads INTEGER[],
  names INTEGER[],
  matches_at TIMESTAMPTZ(3),
  listed_at TIMESTAMPTZ(3),
  CONSTRAINT artifact_posting_pkey PRIMARY KEY (artifact_id),
  CONSTRAINT artifact_posting_artifact_id_fkey FOREIGN KEY (artifact_id) REFERENCES artifact (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX artifact_posting_is_posted_idx ON artifact_posting (is_posted);

-- Components are looked up by name, however its letters are written, and by the beginning of a package URL.
CREATE INDEX component_lower_name_idx ON component (lower(name));
CREATE INDEX component_purl_idx ON component (purl text_pattern_ops) WHERE purl IS NOT NULL;
CREATE INDEX recalled_scan_waiting_idx ON recalled_scan (scan_id) WHERE NOT is_applied;
