-- Since when an image has its vulnerabilities: by each name of an advisory, seconds since 1970. A name that is there keeps its time.
CREATE TABLE image_first_seen (
  image_id INTEGER PRIMARY KEY REFERENCES image (id) ON DELETE CASCADE ON UPDATE CASCADE,
  noted_since TIMESTAMPTZ(3) NOT NULL,
  names JSONB NOT NULL
);
