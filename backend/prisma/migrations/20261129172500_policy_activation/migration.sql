-- Every time that a policy became the active one, and who made it so. The one with the highest id is active now.
CREATE TABLE "policy_activation" (
    "id" SERIAL NOT NULL,
    "policy_id" INTEGER NOT NULL,
    "activated_at" TIMESTAMPTZ(3) NOT NULL,
    "origin" TEXT NOT NULL,
    "activated_by_kind" TEXT,
    "activated_by_id" TEXT,
    "activated_by" TEXT,

    CONSTRAINT "policy_activation_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "policy_activation_policy_id_id_idx" ON "policy_activation"("policy_id", "id");

-- AddForeignKey
ALTER TABLE "policy_activation" ADD CONSTRAINT "policy_activation_policy_id_fkey" FOREIGN KEY ("policy_id") REFERENCES "policy_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Until now a version knew its last activation only, and the audit log who had made each. What was activated without the
-- log knowing of it was activated before there was one. An event is written after the activation that it tells of.
INSERT INTO "policy_activation" ("policy_id", "activated_at", "origin", "activated_by_kind", "activated_by_id", "activated_by")
SELECT known."policy_id", known."activated_at", known."origin", known."kind", known."actor_id", known."actor" FROM (
    SELECT version."id" AS "policy_id", event."at" AS "activated_at",
        coalesce(event."body"::jsonb -> 'after' ->> 'origin', version."origin") AS "origin",
        event."body"::jsonb -> 'actor' ->> 'kind' AS "kind", event."body"::jsonb -> 'actor' ->> 'id' AS "actor_id", event."actor"
    FROM "audit_event" AS event JOIN "policy_version" AS version ON version."version" = event."target"
    WHERE event."action" = 'policy.activated'
    UNION ALL
    SELECT version."id", version."activated_at", version."origin", NULL, NULL, NULL
    FROM "policy_version" AS version
    WHERE version."activated_at" IS NOT NULL AND NOT EXISTS (
        SELECT FROM "audit_event" AS event
        WHERE event."action" = 'policy.activated' AND event."target" = version."version" AND event."at" >= version."activated_at")
) AS known
ORDER BY known."activated_at", known."policy_id";

-- DropIndex
DROP INDEX "policy_version_activated_at_idx";

-- AlterTable
ALTER TABLE "policy_version" DROP COLUMN "activated_at", DROP COLUMN "origin";
