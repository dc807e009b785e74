-- The image's layers, as a scan's report lists them: as `core/reports/image-layers` writes them, with OCI's ChainID of all layers and of
-- the layers below. Scans from before have none: their layers are not known.
ALTER TABLE scan
  ADD COLUMN layers JSONB,
  ADD COLUMN chain_id TEXT,
  ADD COLUMN below_ids TEXT[] NOT NULL DEFAULT '{}';
CREATE INDEX scan_chain_id_idx ON scan (chain_id);
CREATE INDEX scan_below_ids_idx ON scan USING GIN (below_ids);
