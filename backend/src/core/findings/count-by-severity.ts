import { noCounts, type Severity, type SeverityCounts } from './severity.js';

export function countBySeverity(findings: Iterable<{ readonly severity: Severity }>): SeverityCounts {
  const counts = noCounts();
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
}
