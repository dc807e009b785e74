-- What a verdict rests on, by rows, and the READER_VERSION of each when it was given: what it was given for can be listed as long as they are
-- as they were. Verdicts of earlier versions have neither.
ALTER TABLE verdict ADD COLUMN scan_ids INTEGER[], ADD COLUMN scan_readers SMALLINT[];
