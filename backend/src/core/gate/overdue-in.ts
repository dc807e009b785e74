import type { Finding } from '../findings/finding.js';
import { deadlinesOf } from './deadlines.js';
import { withoutFix } from './limited-sections.js';
import { onlyFixable } from './modifiers.js';
import { valueOf, type WrittenSettings } from './setting.js';

/** What of a finding a deadline is asked of. */
export type TimedFinding = Pick<Finding, 'severity' | 'fix'>;

/**
 * Since when a vulnerability that is open since `firstSeen` is overdue in an environment, in milliseconds since 1970; null where it has no deadline
 * there, or has time. As the rule counts it, but for what clears it.
 */
export function overdueIn(
  settings: WrittenSettings,
): (finding: TimedFinding, firstSeen: number, at: number) => number | null {
  const lengths = deadlinesOf(settings);
  const isWithoutFixCounted = valueOf(settings, onlyFixable) !== true;
  return (finding, firstSeen, at) => {
    const length = lengths.get(finding.severity);
    if (length === undefined || (!isWithoutFixCounted && withoutFix(finding) !== null)) return null;
    return firstSeen + length <= at ? firstSeen + length : null;
  };
}
