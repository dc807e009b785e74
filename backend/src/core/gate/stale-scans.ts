import { compareText } from '../findings/order.js';
import type { ScanFacts } from './facts.js';

/** In milliseconds since 1970. */
export function scannedAt(scan: ScanFacts): number {
  return scan.scannedAt === null ? 0 : Date.parse(scan.scannedAt);
}

/** When its vulnerability database was built, in milliseconds since 1970. */
export function builtAt(scan: ScanFacts): number {
  return scan.databaseDate === null ? 0 : Date.parse(scan.databaseDate);
}

export function toolsOf(scans: readonly ScanFacts[]): string[] {
  return [...new Set(scans.map(({ tool }) => tool))].sort(compareText);
}

/** Where something newer is there, too, the tool may have been given up. */
export function orRecall(stale: readonly ScanFacts[], scans: readonly ScanFacts[]): string {
  if (stale.length === scans.length) return '';
  return ' If it is no longer used, recall its scans (`plimsoll evidence recall`).';
}
