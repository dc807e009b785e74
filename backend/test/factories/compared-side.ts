import { type ComparedSide, listedComponents } from '../../src/core/compare/side.js';
import { currentScans } from '../../src/core/gate/current-scans.js';
import { factsOf } from '../../src/core/gate/facts-of.js';
import { countComponents, recordOf, type ScanRecord } from '../../src/core/gate/scan-record.js';
import type { Scan } from '../../src/core/reports/scan.js';
import { aComponent, aScanRecord, factsFrom } from './scan-record.js';

/** What scans say of one artifact that lists `components`, by key; each lies nowhere unless told otherwise. */
export function aSide(
  components: readonly string[],
  scans: readonly ScanRecord[] = [aScanRecord()],
  paths: Readonly<Record<string, readonly string[]>> = {},
): ComparedSide {
  return {
    facts: factsFrom(scans),
    components: components.map((key) => ({ ...aComponent(key), paths: paths[key] ?? [] })),
  };
}

/** As the command line and the server take it from reports. */
export function sideOfScans(scans: readonly Scan[], receivedAt = '2026-11-20T12:00:00.000Z'): ComparedSide {
  const records = scans.map((scan, place) => ({ ...recordOf(scan, `sha256:${place}`, receivedAt), scan }));
  const facts = factsOf({
    image: 'ghcr.io/acme/api',
    digest: `sha256:${'d'.repeat(64)}`,
    scans: records,
    ...countComponents(scans),
  });
  return { facts, components: listedComponents(currentScans(records).map(({ scan }) => scan)) };
}
