-- Every tag that an artifact has had, and since when. Tags move from build to build, and `artifact_tag` only has the build that holds one now;
-- a newer build of a base image is one that took over a tag. Of tags that moved before, only the build that holds them is known.
CREATE TABLE artifact_had_tag (
  artifact_id INTEGER NOT NULL REFERENCES artifact (id) ON DELETE CASCADE ON UPDATE CASCADE,
  tag TEXT NOT NULL,
  since TIMESTAMPTZ(3) NOT NULL,
  PRIMARY KEY (artifact_id, tag)
);
INSERT INTO artifact_had_tag (artifact_id, tag, since) SELECT artifact_id, tag, since FROM artifact_tag;
