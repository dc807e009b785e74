import type { Finding } from '../findings/finding.js';
import { durationOf } from '../model/duration.js';
import { severityRank } from '../model/severity.js';
import type { Waiver } from '../model/waiver.js';
import { type Evaluated, fixKnownSince } from './fix-known-since.js';

/**
 * How long the waiver's conditions let it cover the finding, in milliseconds since 1970: Infinity where only its expiry ends it,
 * -Infinity where a condition is not met. What a scanner does not state, such as EPSS, ends nothing.
 */
export function coveredUntil(waiver: Waiver, finding: Finding, evaluated: Evaluated): number {
  const { conditions = {} } = waiver;
  const { untilFixed, notExploited, epssBelow, severityAtMost } = conditions;
  if (notExploited === true && finding.isKnownExploited) return -Infinity;
  if (epssBelow !== undefined && finding.epss !== null && finding.epss >= epssBelow) return -Infinity;
  if (severityAtMost !== undefined && severityRank(finding.severity) > severityRank(severityAtMost)) return -Infinity;
  if (untilFixed === undefined || finding.fix !== 'available') return Infinity;
  // Of a fix that has been there for an unknown time, no grace is left.
  return fixKnownSince(waiver, finding, evaluated) + durationOf(untilFixed);
}
