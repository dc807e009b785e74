import { compareText } from '../findings/order.js';
import type { FindingKind } from '../model/finding-kind.js';
import { isOfSameLine, isOlder, type ScanStamp } from './current-scans.js';
import type { LackedComponents } from './facts.js';

const MOST_NAMED = 20;

/** What to do where a scan lists too little. */
export const HOW_TO_LIST =
  'Scan the image so that the report lists its packages (`trivy image --list-all-pkgs`), or send an SBOM.';

/** A component that a report lists, as scans are compared by: what a scanner says besides differs from release to release. */
export interface ListedComponent {
  readonly type: string;
  readonly name: string;
  readonly version: string | null;
}

/** Formats that can list what is inside. Grype's JSON and SARIF name packages with findings alone: a withdrawn advisory is no loss. */
const LISTING_FORMATS: ReadonlySet<string> = new Set(['trivy', 'cyclonedx']);

/**
 * Whether a scan is its tool's word on what is inside: an SBOM, or one that looked for vulnerabilities, even if it lists nothing. One that
 * looked for secrets alone is not. `covers` is what of it still counts.
 */
export function isInventory({
  format,
  covers,
}: {
  readonly format: string;
  readonly covers: readonly FindingKind[];
}): boolean {
  return LISTING_FORMATS.has(format) && (covers.includes('match') || (format === 'cyclonedx' && covers.length === 0));
}

/** The scans that a scan may list no less than: older ones of its tool, format, target and platform that were not recalled. */
export function scansBefore<S extends ScanStamp>(scan: S, scans: readonly S[]): S[] {
  return scans.filter((other) => other.recall === null && isOfSameLine(other, scan) && isOlder(other, scan));
}

/**
 * What all scans before it listed together and a scan does not. Null: nothing, or it is no inventory. A digest is immutable, so that
 * is a scan which saw less, never an image that lost something.
 */
export function lackedBy<S extends ScanStamp>(
  scan: S,
  scans: readonly S[],
  listedIn: (scan: S) => readonly ListedComponent[],
): LackedComponents | null {
  if (!isInventory(scan)) return null;
  const lacked = new Map<string, string>();
  for (const before of scansBefore(scan, scans)) {
    for (const component of listedIn(before)) lacked.set(keyOf(component), nameOf(component));
  }
  for (const component of listedIn(scan)) lacked.delete(keyOf(component));
  if (lacked.size === 0) return null;
  const names = [...lacked.values()].sort(compareText);
  return { count: names.length, names: names.slice(0, MOST_NAMED) };
}

function keyOf({ type, name, version }: ListedComponent): string {
  return JSON.stringify([type, name, version]);
}

function nameOf({ name, version }: ListedComponent): string {
  return [name, version].filter((part) => part).join(' ');
}
