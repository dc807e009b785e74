-- Which components an artifact's advisories concern, by rows: a recall reads a piece of it instead of all that is known of the findings.
-- Null for those that were written before; their columns are read.
ALTER TABLE "artifact_state" ADD COLUMN "concerned" BYTEA;
-- PostgreSQL can read a piece only of what it does not compress.
ALTER TABLE "artifact_state" ALTER COLUMN "concerned" SET STORAGE EXTERNAL;
