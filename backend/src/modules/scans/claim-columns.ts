import type { Claim } from '../../core/reports/scan.js';

const MOST = 2 ** 31 - 1;

/** What a scan's row counts of the claims in its words. */
export function claimColumns(claims: readonly Claim[]): { claimCount: number; claimCharacters: number } {
  let characters = 0;
  for (const { ids, fixedVersion } of claims) {
    characters += fixedVersion?.length ?? 0;
    for (const id of ids) characters += id.length + 1;
  }
  return { claimCount: claims.length, claimCharacters: Math.min(MOST, characters) };
}
