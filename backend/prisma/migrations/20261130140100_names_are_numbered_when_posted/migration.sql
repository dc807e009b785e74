-- Names of advisories get their numbers when they are posted. What waits to be posted is taken from the scans again.
DELETE FROM "artifact_posting" WHERE NOT "is_posted";
ALTER TABLE "artifact_posting" DROP COLUMN "leads", DROP COLUMN "names";
ALTER TABLE "artifact_posting" ADD COLUMN "leads" TEXT[], ADD COLUMN "linked_leads" TEXT[], ADD COLUMN "linked_names" TEXT[];
-- For some seconds: not worth being compressed.
ALTER TABLE "artifact_posting" ALTER COLUMN "leads" SET STORAGE EXTERNAL, ALTER COLUMN "linked_leads" SET STORAGE EXTERNAL,
  ALTER COLUMN "linked_names" SET STORAGE EXTERNAL;
-- As earlier versions united them.
ALTER TABLE "advisory_alias" DROP COLUMN "advisory_id";
