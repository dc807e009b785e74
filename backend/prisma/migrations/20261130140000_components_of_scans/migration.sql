-- Which components an artifact has, its current scans say. What stays is where components lie and their licences, of scans from before they
-- kept that themselves.
CREATE TABLE "former_place" (
  "artifact_id" INTEGER NOT NULL,
  "component_id" INTEGER NOT NULL,
  "places" JSONB,
  "licences" TEXT[],

  CONSTRAINT "former_place_pkey" PRIMARY KEY ("artifact_id", "component_id")
);
INSERT INTO "former_place" SELECT artifact_id, component_id, places, licences FROM artifact_component
  WHERE places IS NOT NULL OR licences <> '{}';
ALTER TABLE "former_place" ADD CONSTRAINT "former_place_artifact_id_fkey" FOREIGN KEY ("artifact_id") REFERENCES "artifact"("id")
  ON DELETE CASCADE ON UPDATE CASCADE;
DROP TABLE "artifact_component";
