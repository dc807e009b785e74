-- A scan replaces an older one of the same tool and format only where both looked at the same.
ALTER TABLE "scan" ADD COLUMN "target" TEXT;
