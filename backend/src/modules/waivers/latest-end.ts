import type { DecidingPolicy } from '../../core/gate/evaluate.js';
import { valueOf } from '../../core/gate/setting.js';
import { CLEARING_STATUSES, waiverStatuses } from '../../core/gate/waiver-settings.js';
import { longestOf } from '../../core/gate/waiver-terms.js';
import { SEVERITIES, severityRank } from '../../core/model/severity.js';
import type { StoredContent } from '../approved-waivers/stored-waiver.js';
import { environmentsOf } from './approvals-needed.js';

const DAY = 86_400_000;

/** How long a waiver can count, and where it can for so long. */
export interface LatestEnd {
  /** The last day on which it can count, in UTC: `2027-01-31`. */
  readonly day: string;
  /** The end of that day, in milliseconds since 1970. */
  readonly until: number;
  /** After its beginning, in milliseconds. */
  readonly longest: number;
  readonly environment: string;
}

/**
 * When the policy ends a waiver that begins at `from` at the latest, whichever of its environments and severities a finding is of. Null where
 * it ends it nowhere, or accepts it nowhere. The gate asks again for each finding, and may end it sooner.
 */
export function latestEndOf(policy: DecidingPolicy, waiver: StoredContent, from: Date): LatestEnd | null {
  const { severityAtMost = 'critical' } = waiver.conditions ?? {};
  const severities = SEVERITIES.filter((severity) => severityRank(severity) <= severityRank(severityAtMost));
  const [longest] = environmentsOf(policy, waiver)
    .filter(({ settings }) => accepted(settings, waiver.status))
    .map(({ name, settings }) => ({
      environment: name,
      longest: Math.max(...severities.map((severity) => longestOf(settings, severity))),
    }))
    .toSorted((a, b) => b.longest - a.longest);
  if (longest === undefined || longest.longest === Infinity) return null;
  const begins = Math.floor((from.getTime() + longest.longest) / DAY) * DAY;
  return { day: new Date(begins).toISOString().slice(0, 10), until: begins + DAY, ...longest };
}

function accepted(settings: Parameters<typeof valueOf>[0], status: StoredContent['status']): boolean {
  const statuses: readonly string[] = valueOf(settings, waiverStatuses) ?? CLEARING_STATUSES;
  return statuses.includes(status);
}
