-- The builds of an image by time: its page lists them, and says of each what it changed against the one before.
CREATE INDEX artifact_image_id_created_at_id_idx ON artifact (image_id, created_at, id);
