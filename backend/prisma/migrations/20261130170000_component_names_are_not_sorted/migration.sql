-- Lists sort the components of one artifact, and names are looked up in lower case: component_lower_name_idx.
DROP INDEX "component_name_idx";
