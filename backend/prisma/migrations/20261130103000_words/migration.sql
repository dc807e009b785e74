-- All that a scan says of one component is one word, named by its content; descriptions are kept apart from it, deflated in blocks.
-- Nothing here has a foreign key: they cost three times the rows, and `plimsoll check-store` looks after them.
CREATE TABLE word (
  id SERIAL PRIMARY KEY,
  hash UUID NOT NULL,
  component_id INTEGER NOT NULL,
  bytes BYTEA NOT NULL
);
CREATE UNIQUE INDEX word_hash_key ON word (hash);
CREATE INDEX word_component_id_idx ON word (component_id);

CREATE TABLE text_block (
  id SERIAL PRIMARY KEY,
  bytes BYTEA NOT NULL
);
-- They are deflated already.
ALTER TABLE text_block ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE wording (
  hash UUID PRIMARY KEY,
  block_id INTEGER NOT NULL,
  place SMALLINT NOT NULL
);

-- A scan has its claims in words, or, where it is from before this, as rows. Readers of that time find the claim 0 in the former, which
-- is none: such a scan is no evidence to them rather than one without findings.
ALTER TABLE scan
  ADD COLUMN word_ids INTEGER[] DEFAULT ARRAY[]::INTEGER[],
  ADD COLUMN claim_count INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN claim_characters INTEGER NOT NULL DEFAULT 0;

-- The words of a finding are named by numbers that no integer holds.
ALTER TABLE finding_list ALTER COLUMN sources TYPE BIGINT[];

-- Which names mean one advisory is for each artifact to say; here they are names only.
ALTER TABLE advisory_alias DROP CONSTRAINT advisory_alias_advisory_id_fkey;
ALTER TABLE advisory_alias ALTER COLUMN advisory_id DROP NOT NULL;

ALTER TABLE artifact_component DROP CONSTRAINT artifact_component_component_id_fkey;
