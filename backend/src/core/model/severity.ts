/**
 * How bad a problem is, least first. `unknown` means that no source rated it, not that it is harmless. Databases store
 * the place in this list (`severityRank`) and sort by it: no place can change (stored-numbers.spec.ts).
 */
export const SEVERITIES = ['unknown', 'low', 'medium', 'high', 'critical'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** 0 for unknown up to 4 for critical; what databases sort by. */
export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/** The worse of two ratings. A rating outweighs `unknown`. */
export function worseSeverity(a: Severity, b: Severity): Severity {
  return severityRank(a) >= severityRank(b) ? a : b;
}

export type SeverityCounts = Record<Severity, number>;

export function noCounts(): SeverityCounts {
  return { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 };
}

export function countBySeverity(findings: Iterable<{ readonly severity: Severity }>): SeverityCounts {
  const counts = noCounts();
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
}
