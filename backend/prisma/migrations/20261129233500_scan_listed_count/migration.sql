-- How much of what is inside a report lists. Of scans that were read before only SBOMs are known to be such lists; the
-- current ones are read again before the next verdict.
ALTER TABLE scan ADD COLUMN listed_count INTEGER NOT NULL DEFAULT 0;
UPDATE scan SET listed_count = component_count WHERE format = 'cyclonedx';
