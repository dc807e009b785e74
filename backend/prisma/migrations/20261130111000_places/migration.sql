-- Where components lie, and their licences, is kept with each scan, deflated piece by piece; rows of artifact_component from before keep it
-- until another report places their component.
ALTER TABLE scan ADD COLUMN places BYTEA[] DEFAULT ARRAY[]::BYTEA[];
ALTER TABLE scan ALTER COLUMN places SET STORAGE EXTERNAL;
