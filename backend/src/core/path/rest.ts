import type { Finding } from '../findings/finding.js';
import { upgradeOf } from '../findings/fix-order.js';

/** Why no upgrade clears a finding. */
export const REST_REASONS = [
  'no-fix',
  'fix-not-named',
  'fix-not-told',
  'fixed-below',
  'not-needed',
  'no-package',
] as const;

export type RestReason = (typeof REST_REASONS)[number];

export interface Rest {
  readonly reason: RestReason;
  /** Worst first. */
  readonly findings: readonly Finding[];
}

export function restOf(findings: readonly Finding[]): Rest[] {
  return REST_REASONS.map((reason) => ({
    reason,
    findings: findings.filter((finding) => reasonOf(finding) === reason),
  })).filter((rest) => rest.findings.length > 0);
}

function reasonOf({ component, fix, fixedVersions }: Finding): RestReason {
  if (component === null) return 'no-package';
  if (fixedVersions.length === 0) {
    if (fix === 'none') return 'no-fix';
    return fix === 'available' ? 'fix-not-named' : 'fix-not-told';
  }
  return upgradeOf(fixedVersions, component.version, component.type) === null ? 'fixed-below' : 'not-needed';
}
