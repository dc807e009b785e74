-- Who put a policy in force: a file at a start gives way to what people save.
ALTER TABLE "policy_version" ADD COLUMN "origin" TEXT NOT NULL DEFAULT 'file';
