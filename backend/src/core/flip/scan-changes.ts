import type { Facts, ScanFacts } from '../gate/facts.js';
import { dayOf, listed, minuteOf } from '../gate/words.js';

/** As parts of a sentence. */
export interface ScanChanges {
  readonly scans: readonly string[];
  readonly recalls: readonly string[];
}

/** What is different in the scans, tool by tool: `another scan of trivy counts, with version 0.75.0 instead of 0.70.0`. */
export function scanChanges(before: Facts, after: Facts): ScanChanges {
  const [old, current] = [newestByTool(before.scans), newestByTool(after.scans)];
  const known = new Set(before.recalled.map(({ report }) => report));
  const recalls = after.recalled
    .filter(({ report }) => !known.has(report))
    .map(
      ({ tool, scannedAt }) => `the scan of ${tool}${scannedAt === null ? '' : ` of ${dayOf(scannedAt)}`} was recalled`,
    );
  const recalled = new Set(after.recalled.map(({ tool }) => tool));
  const gone = [...old.keys()].filter((tool) => !current.has(tool) && !recalled.has(tool));
  const scans = [
    ...Array.from(current, ([tool, scan]) => scanChange(tool, old.get(tool), scan)),
    ...gone.map((tool) => `no scan of ${tool} counts`),
  ].filter((change) => change !== null);
  return { scans, recalls };
}

function newestByTool(scans: readonly ScanFacts[]): Map<string, ScanFacts> {
  const newest = new Map<string, ScanFacts>();
  for (const scan of scans) {
    const known = newest.get(scan.tool);
    if (known === undefined || (known.scannedAt ?? '') < (scan.scannedAt ?? '')) newest.set(scan.tool, scan);
  }
  return newest;
}

function scanChange(tool: string, before: ScanFacts | undefined, after: ScanFacts): string | null {
  if (before === undefined) return `a scan of ${tool} was added`;
  const other: string[] = [];
  if (before.toolVersion !== after.toolVersion) {
    other.push(`version ${after.toolVersion ?? 'not known'} instead of ${before.toolVersion ?? 'not known'}`);
  }
  if (before.databaseDate !== after.databaseDate && after.databaseDate !== null && before.databaseDate !== null) {
    other.push(`the database of ${minuteOf(after.databaseDate)} instead of ${minuteOf(before.databaseDate)}`);
  }
  const differs = other.length === 0 ? '' : `, with ${listed(other)}`;
  if (before.report !== after.report) {
    const when = after.scannedAt === null || !after.isDated ? '' : ` of ${minuteOf(after.scannedAt)}`;
    return `another scan of ${tool}${when} counts${differs}`;
  }
  return differs === '' ? null : `the scan of ${tool} counts${differs}`;
}
