import type { ArtifactScan, SeverityCounts } from '@/lib/api/types';

/** The API's formula for an artifact's load (docs/architecture.md), for counts it gives no load for: earlier scans'. */
export function loadOf({ critical, high, medium, low, unknown }: SeverityCounts): number {
  return Math.log2(1 + 1000 * critical + 100 * high + 10 * medium + low + 2 * unknown);
}

const WAKE_LENGTH = 10;

/**
 * Loads of the last scans by the tool that scanned last, oldest first. Another tool's counts would not show how the
 * artifact changed but how the tools differ.
 */
export function wakeOf(scans: readonly ArtifactScan[]): number[] {
  const newestFirst = scans.toSorted((a, b) => b.receivedAt.localeCompare(a.receivedAt));
  const newest = newestFirst[0];
  return newestFirst
    .filter((scan) => scan.tool === newest?.tool && scan.format === newest.format)
    .slice(0, WAKE_LENGTH)
    .map((scan) => loadOf(scan.counts))
    .reverse();
}
