-- Lists sort names by code point, the same on every machine, and an index can only serve the collation it has.
ALTER TABLE "image" ALTER COLUMN "repository" TYPE TEXT COLLATE "C";
ALTER TABLE "component" ALTER COLUMN "name" TYPE TEXT COLLATE "C", ALTER COLUMN "key" TYPE TEXT COLLATE "C";
ALTER TABLE "advisory_alias" ALTER COLUMN "alias" TYPE TEXT COLLATE "C";

-- A verdict must come out the same from the database as from the report: no rounding to 32 bits.
ALTER TABLE "claim" ALTER COLUMN "cvss_score" TYPE DOUBLE PRECISION, ALTER COLUMN "epss" TYPE DOUBLE PRECISION;

-- SARIF lets a tool suppress what it would call a match, too.
ALTER TABLE "claim" ADD COLUMN "is_suppressed" BOOLEAN NOT NULL;

ALTER TABLE "scan" ADD COLUMN "component_ids" INTEGER[];

-- Aliases get a number, so that a finding names its advisory in 4 bytes.
ALTER TABLE "advisory_alias" DROP CONSTRAINT "advisory_alias_pkey";
ALTER TABLE "advisory_alias" ADD COLUMN "id" SERIAL NOT NULL, ADD CONSTRAINT "advisory_alias_pkey" PRIMARY KEY ("id");
CREATE UNIQUE INDEX "advisory_alias_alias_key" ON "advisory_alias"("alias");

CREATE TABLE "finding_list" (
    "artifact_id" INTEGER NOT NULL,
    "ids" UUID[],
    "severities" SMALLINT[],
    "kinds" SMALLINT[],
    "fixable" BOOLEAN[],
    "published_at" TIMESTAMPTZ(3)[],
    "epss" DOUBLE PRECISION[],
    "component_ids" INTEGER[],
    "alias_ids" INTEGER[],
    "problem_ids" INTEGER[],
    "sources" INTEGER[],
    "source_of" INTEGER[],
    "other_names" INTEGER[],
    "other_name_of" INTEGER[],

    CONSTRAINT "finding_list_pkey" PRIMARY KEY ("artifact_id")
);
ALTER TABLE "finding_list" ADD CONSTRAINT "finding_list_artifact_id_fkey" FOREIGN KEY ("artifact_id") REFERENCES "artifact"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A verdict is the text that the gate answers, and one of its rows is one evaluation.
DROP TABLE "artifact_verdict";
DROP TABLE "verdict";

CREATE TABLE "verdict" (
    "id" SERIAL NOT NULL,
    "verdict_id" TEXT NOT NULL,
    "artifact_id" INTEGER NOT NULL,
    "environment" TEXT NOT NULL,
    "policy_id" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "evaluated_at" TIMESTAMPTZ(3) NOT NULL,
    "holds_until" TIMESTAMPTZ(3),

    CONSTRAINT "verdict_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "verdict_verdict_id_idx" ON "verdict"("verdict_id");
CREATE INDEX "verdict_artifact_id_environment_evaluated_at_idx" ON "verdict"("artifact_id", "environment", "evaluated_at");
ALTER TABLE "verdict" ADD CONSTRAINT "verdict_artifact_id_fkey" FOREIGN KEY ("artifact_id") REFERENCES "artifact"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "verdict" ADD CONSTRAINT "verdict_policy_id_fkey" FOREIGN KEY ("policy_id") REFERENCES "policy_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "artifact_verdict" (
    "artifact_id" INTEGER NOT NULL,
    "environment" TEXT NOT NULL,
    "verdict_id" INTEGER NOT NULL,
    "policy_id" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "holds_until" TIMESTAMPTZ(3),

    CONSTRAINT "artifact_verdict_pkey" PRIMARY KEY ("artifact_id","environment")
);
CREATE INDEX "artifact_verdict_verdict_id_idx" ON "artifact_verdict"("verdict_id");
CREATE INDEX "artifact_verdict_environment_outcome_artifact_id_idx" ON "artifact_verdict"("environment", "outcome", "artifact_id");
ALTER TABLE "artifact_verdict" ADD CONSTRAINT "artifact_verdict_artifact_id_fkey" FOREIGN KEY ("artifact_id") REFERENCES "artifact"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "artifact_verdict" ADD CONSTRAINT "artifact_verdict_verdict_id_fkey" FOREIGN KEY ("verdict_id") REFERENCES "verdict"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
