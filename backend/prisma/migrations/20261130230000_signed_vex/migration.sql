-- Fingerprints of the keys that a VEX document is signed with. What is sent again with its key is another document.
ALTER TABLE vex_document ADD COLUMN signed_by TEXT[] NOT NULL DEFAULT '{}';
DROP INDEX vex_document_open_key;
CREATE UNIQUE INDEX vex_document_open_key ON vex_document (project_id, image, digest, sha256, sender_key, signed_by) NULLS NOT DISTINCT
  WHERE withdrawn_at IS NULL;
