-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "project" (
    "id" SERIAL NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "project_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "image" (
    "id" SERIAL NOT NULL,
    "project_id" INTEGER NOT NULL,
    "repository" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "latest_id" INTEGER,

    CONSTRAINT "image_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "artifact" (
    "id" SERIAL NOT NULL,
    "image_id" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_scanned_at" TIMESTAMPTZ(3) NOT NULL,
    "operating_system" JSONB,
    "image_facts" JSONB NOT NULL,
    "critical" INTEGER NOT NULL DEFAULT 0,
    "high" INTEGER NOT NULL DEFAULT 0,
    "medium" INTEGER NOT NULL DEFAULT 0,
    "low" INTEGER NOT NULL DEFAULT 0,
    "unknown" INTEGER NOT NULL DEFAULT 0,
    "worst_severity" SMALLINT NOT NULL DEFAULT -1,
    "load" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "component_count" INTEGER NOT NULL DEFAULT 0,
    "without_purl_count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "artifact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "artifact_tag" (
    "image_id" INTEGER NOT NULL,
    "tag" TEXT NOT NULL,
    "artifact_id" INTEGER NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "artifact_tag_pkey" PRIMARY KEY ("image_id","tag")
);

-- CreateTable
CREATE TABLE "report" (
    "id" SERIAL NOT NULL,
    "sha256" TEXT NOT NULL,
    "size_bytes" BIGINT NOT NULL,
    "encoding" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "report_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "report_chunk" (
    "report_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "report_chunk_pkey" PRIMARY KEY ("report_id","position")
);

-- CreateTable
CREATE TABLE "scan" (
    "id" SERIAL NOT NULL,
    "artifact_id" INTEGER NOT NULL,
    "report_id" INTEGER NOT NULL,
    "format" TEXT NOT NULL,
    "tool" TEXT NOT NULL,
    "tool_version" TEXT,
    "scanned_at" TIMESTAMPTZ(3),
    "database_date" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "covers" TEXT[],
    "operating_system" JSONB,
    "image_facts" JSONB NOT NULL,
    "component_count" INTEGER NOT NULL,
    "without_purl_count" INTEGER NOT NULL,
    "counts" JSONB NOT NULL,
    "warnings" JSONB NOT NULL,
    "warning_count" INTEGER NOT NULL,
    "skipped" JSONB NOT NULL,
    "skipped_count" INTEGER NOT NULL,
    "claim_ids" INTEGER[],
    "is_current" BOOLEAN NOT NULL,

    CONSTRAINT "scan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "component" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "purl" TEXT,
    "type" TEXT NOT NULL,
    "namespace" TEXT,
    "name" TEXT NOT NULL,
    "version" TEXT,

    CONSTRAINT "component_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "artifact_component" (
    "artifact_id" INTEGER NOT NULL,
    "component_id" INTEGER NOT NULL,
    "places" JSONB,
    "licences" TEXT[],

    CONSTRAINT "artifact_component_pkey" PRIMARY KEY ("artifact_id","component_id")
);

-- CreateTable
CREATE TABLE "advisory" (
    "id" SERIAL NOT NULL,
    "lead" TEXT NOT NULL,

    CONSTRAINT "advisory_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "advisory_alias" (
    "alias" TEXT NOT NULL,
    "advisory_id" INTEGER NOT NULL,

    CONSTRAINT "advisory_alias_pkey" PRIMARY KEY ("alias")
);

-- CreateTable
CREATE TABLE "match" (
    "id" SERIAL NOT NULL,
    "component_id" INTEGER NOT NULL,
    "advisory_id" INTEGER NOT NULL,

    CONSTRAINT "match_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "claim" (
    "id" SERIAL NOT NULL,
    "hash" BYTEA NOT NULL,
    "match_id" INTEGER NOT NULL,
    "tool" TEXT NOT NULL,
    "reported_id" TEXT NOT NULL,
    "ids" TEXT[],
    "severity" SMALLINT NOT NULL,
    "title" TEXT,
    "fixed_version" TEXT,
    "fix_state" TEXT,
    "published_at" TIMESTAMPTZ(3),
    "cvss_score" REAL,
    "cvss_vector" TEXT,
    "epss" REAL,
    "is_known_exploited" BOOLEAN,
    "url" TEXT,
    "analysis" JSONB,
    "description_id" INTEGER,

    CONSTRAINT "claim_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "text" (
    "id" SERIAL NOT NULL,
    "hash" BYTEA NOT NULL,
    "body" TEXT NOT NULL,

    CONSTRAINT "text_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "problem" (
    "id" SERIAL NOT NULL,
    "scan_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "severity" SMALLINT NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT,
    "resolution" TEXT,
    "path" TEXT,
    "start_line" INTEGER,
    "end_line" INTEGER,
    "layer" TEXT,
    "component_key" TEXT,
    "url" TEXT,
    "is_suppressed" BOOLEAN NOT NULL,

    CONSTRAINT "problem_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy_version" (
    "id" SERIAL NOT NULL,
    "version" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "activated_at" TIMESTAMPTZ(3),

    CONSTRAINT "policy_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verdict" (
    "id" TEXT NOT NULL,
    "artifact_id" INTEGER NOT NULL,
    "environment" TEXT NOT NULL,
    "policy_id" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "evaluated_at" TIMESTAMPTZ(3) NOT NULL,
    "holds_until" TIMESTAMPTZ(3),

    CONSTRAINT "verdict_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "artifact_verdict" (
    "artifact_id" INTEGER NOT NULL,
    "environment" TEXT NOT NULL,
    "verdict_id" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,

    CONSTRAINT "artifact_verdict_pkey" PRIMARY KEY ("artifact_id","environment")
);

-- CreateIndex
CREATE UNIQUE INDEX "project_slug_key" ON "project"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "image_latest_id_key" ON "image"("latest_id");

-- CreateIndex
CREATE INDEX "image_repository_idx" ON "image"("repository");

-- CreateIndex
CREATE UNIQUE INDEX "image_project_id_repository_key" ON "image"("project_id", "repository");

-- CreateIndex
CREATE INDEX "artifact_digest_idx" ON "artifact"("digest");

-- CreateIndex
CREATE INDEX "artifact_last_scanned_at_id_idx" ON "artifact"("last_scanned_at", "id");

-- CreateIndex
CREATE INDEX "artifact_worst_severity_id_idx" ON "artifact"("worst_severity", "id");

-- CreateIndex
CREATE INDEX "artifact_load_id_idx" ON "artifact"("load", "id");

-- CreateIndex
CREATE INDEX "artifact_component_count_id_idx" ON "artifact"("component_count", "id");

-- CreateIndex
CREATE UNIQUE INDEX "artifact_image_id_digest_key" ON "artifact"("image_id", "digest");

-- CreateIndex
CREATE INDEX "artifact_tag_artifact_id_idx" ON "artifact_tag"("artifact_id");

-- CreateIndex
CREATE UNIQUE INDEX "report_sha256_key" ON "report"("sha256");

-- CreateIndex
CREATE INDEX "scan_artifact_id_received_at_idx" ON "scan"("artifact_id", "received_at");

-- CreateIndex
CREATE UNIQUE INDEX "scan_artifact_id_report_id_key" ON "scan"("artifact_id", "report_id");

-- CreateIndex
CREATE UNIQUE INDEX "component_key_key" ON "component"("key");

-- CreateIndex
CREATE INDEX "component_name_idx" ON "component"("name");

-- CreateIndex
CREATE INDEX "artifact_component_component_id_idx" ON "artifact_component"("component_id");

-- CreateIndex
CREATE INDEX "advisory_lead_idx" ON "advisory"("lead");

-- CreateIndex
CREATE INDEX "advisory_alias_advisory_id_idx" ON "advisory_alias"("advisory_id");

-- CreateIndex
CREATE INDEX "match_advisory_id_idx" ON "match"("advisory_id");

-- CreateIndex
CREATE UNIQUE INDEX "match_component_id_advisory_id_key" ON "match"("component_id", "advisory_id");

-- CreateIndex
CREATE UNIQUE INDEX "claim_hash_key" ON "claim"("hash");

-- CreateIndex
CREATE INDEX "claim_match_id_idx" ON "claim"("match_id");

-- CreateIndex
CREATE UNIQUE INDEX "text_hash_key" ON "text"("hash");

-- CreateIndex
CREATE INDEX "problem_scan_id_idx" ON "problem"("scan_id");

-- CreateIndex
CREATE UNIQUE INDEX "policy_version_version_key" ON "policy_version"("version");

-- CreateIndex
CREATE INDEX "policy_version_activated_at_idx" ON "policy_version"("activated_at");

-- CreateIndex
CREATE INDEX "verdict_artifact_id_environment_evaluated_at_idx" ON "verdict"("artifact_id", "environment", "evaluated_at");

-- CreateIndex
CREATE INDEX "artifact_verdict_verdict_id_idx" ON "artifact_verdict"("verdict_id");

-- CreateIndex
CREATE INDEX "artifact_verdict_environment_outcome_artifact_id_idx" ON "artifact_verdict"("environment", "outcome", "artifact_id");

-- AddForeignKey
ALTER TABLE "image" ADD CONSTRAINT "image_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "image" ADD CONSTRAINT "image_latest_id_fkey" FOREIGN KEY ("latest_id") REFERENCES "artifact"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "artifact" ADD CONSTRAINT "artifact_image_id_fkey" FOREIGN KEY ("image_id") REFERENCES "image"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "artifact_tag" ADD CONSTRAINT "artifact_tag_image_id_fkey" FOREIGN KEY ("image_id") REFERENCES "image"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "artifact_tag" ADD CONSTRAINT "artifact_tag_artifact_id_fkey" FOREIGN KEY ("artifact_id") REFERENCES "artifact"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "report_chunk" ADD CONSTRAINT "report_chunk_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "report"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scan" ADD CONSTRAINT "scan_artifact_id_fkey" FOREIGN KEY ("artifact_id") REFERENCES "artifact"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scan" ADD CONSTRAINT "scan_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "report"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "artifact_component" ADD CONSTRAINT "artifact_component_artifact_id_fkey" FOREIGN KEY ("artifact_id") REFERENCES "artifact"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "artifact_component" ADD CONSTRAINT "artifact_component_component_id_fkey" FOREIGN KEY ("component_id") REFERENCES "component"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "advisory_alias" ADD CONSTRAINT "advisory_alias_advisory_id_fkey" FOREIGN KEY ("advisory_id") REFERENCES "advisory"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "match" ADD CONSTRAINT "match_component_id_fkey" FOREIGN KEY ("component_id") REFERENCES "component"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "match" ADD CONSTRAINT "match_advisory_id_fkey" FOREIGN KEY ("advisory_id") REFERENCES "advisory"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "claim" ADD CONSTRAINT "claim_match_id_fkey" FOREIGN KEY ("match_id") REFERENCES "match"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "claim" ADD CONSTRAINT "claim_description_id_fkey" FOREIGN KEY ("description_id") REFERENCES "text"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "problem" ADD CONSTRAINT "problem_scan_id_fkey" FOREIGN KEY ("scan_id") REFERENCES "scan"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "verdict" ADD CONSTRAINT "verdict_artifact_id_fkey" FOREIGN KEY ("artifact_id") REFERENCES "artifact"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "verdict" ADD CONSTRAINT "verdict_policy_id_fkey" FOREIGN KEY ("policy_id") REFERENCES "policy_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "artifact_verdict" ADD CONSTRAINT "artifact_verdict_artifact_id_fkey" FOREIGN KEY ("artifact_id") REFERENCES "artifact"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "artifact_verdict" ADD CONSTRAINT "artifact_verdict_verdict_id_fkey" FOREIGN KEY ("verdict_id") REFERENCES "verdict"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
