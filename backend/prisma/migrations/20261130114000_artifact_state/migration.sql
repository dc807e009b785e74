-- What lists and rules ask of an artifact's findings, as blocks that core/columns writes. They follow from the scans and are made for
-- artifacts from before when they are first asked for, and in the background.
CREATE TABLE "artifact_state" (
    "artifact_id" INTEGER NOT NULL,
    "layouts" INTEGER[],
    "finding_count" INTEGER NOT NULL,
    "columns" BYTEA NOT NULL,
    "names" BYTEA NOT NULL,
    "texts" BYTEA NOT NULL,

    CONSTRAINT "artifact_state_pkey" PRIMARY KEY ("artifact_id")
);
ALTER TABLE "artifact_state" ADD CONSTRAINT "artifact_state_artifact_id_fkey" FOREIGN KEY ("artifact_id") REFERENCES "artifact"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- It was derived, too.
DROP TABLE "finding_list";

-- They are dense already: PostgreSQL would only try in vain to compress them.
ALTER TABLE "artifact_state" ALTER COLUMN "columns" SET STORAGE EXTERNAL, ALTER COLUMN "names" SET STORAGE EXTERNAL,
  ALTER COLUMN "texts" SET STORAGE EXTERNAL;
