-- CreateTable
CREATE TABLE "deployment" (
    "id" SERIAL NOT NULL,
    "image_id" INTEGER NOT NULL,
    "artifact_id" INTEGER NOT NULL,
    "environment" TEXT NOT NULL,
    "tag" TEXT,
    "source" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by_kind" TEXT NOT NULL,
    "recorded_by_id" TEXT NOT NULL,
    "recorded_by" TEXT NOT NULL,
    "verdict_id" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "deployment_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "deployment_image_id_environment_recorded_at_idx" ON "deployment"("image_id", "environment", "recorded_at");

-- CreateIndex
CREATE INDEX "deployment_artifact_id_idx" ON "deployment"("artifact_id");

-- CreateIndex
CREATE INDEX "deployment_recorded_at_id_idx" ON "deployment"("recorded_at", "id");

-- CreateIndex
CREATE INDEX "deployment_environment_recorded_at_id_idx" ON "deployment"("environment", "recorded_at", "id");

-- AddForeignKey
ALTER TABLE "deployment" ADD CONSTRAINT "deployment_image_id_fkey" FOREIGN KEY ("image_id") REFERENCES "image"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployment" ADD CONSTRAINT "deployment_artifact_id_fkey" FOREIGN KEY ("artifact_id") REFERENCES "artifact"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- One thing runs at a time: of an image and an environment at most one deployment has no end.
CREATE UNIQUE INDEX "deployment_current_key" ON "deployment"("image_id", "environment") WHERE "ended_at" IS NULL;
