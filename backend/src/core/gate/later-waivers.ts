import type { Waiver } from '../model/waiver.js';

/**
 * Waivers as they will be after so many milliseconds: at any instant these cover what the given ones cover that much later. Time alone passes:
 * none is added, renewed or ended before.
 */
export function laterWaivers(waivers: readonly Waiver[], ms: number): readonly Waiver[] {
  if (ms === 0 || waivers.length === 0) return waivers;
  const earlier = (instant: string): string => new Date(Date.parse(instant) - ms).toISOString();
  const earlierIfSet = (instant: string | null | undefined): string | null =>
    instant === undefined || instant === null ? null : earlier(instant);
  return waivers.map((waiver) => ({
    ...waiver,
    validFrom: earlierIfSet(waiver.validFrom),
    expiresAt: earlier(waiver.expiresAt),
    fixedSince: earlierIfSet(waiver.fixedSince),
    ...(waiver.fixes !== undefined && {
      fixes: waiver.fixes.map((fix) => ({ ...fix, since: earlierIfSet(fix.since) })),
    }),
  }));
}
