import type { ArtifactScan } from '@/lib/api/types';

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
    .map((scan) => scan.load)
    .reverse();
}
