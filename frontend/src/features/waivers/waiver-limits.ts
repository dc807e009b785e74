import { SEVERITIES, type EnvironmentWaiverLimits, type Severity, type Waiver } from '@/lib/api/types';

/** What the policy asks of a waiver in the environments that it is for. */
export interface WaiverLimit {
  /** How long after it begins it counts at most, anywhere, in milliseconds; Infinity where the policy names no limit. */
  readonly longestMs: number;
  /** Where it counts for the shortest time, and how long; the same as above where that is the same everywhere. */
  readonly shortest: { readonly environment: string; readonly longestMs: number };
  /** At least one; the requester does not count. */
  readonly approvers: number;
  /** Those that cover a finding in all of them. */
  readonly statuses: readonly Waiver['status'][];
}

/** The limit in these environments, or in all where none of them is the policy's. `severity` is of the finding; null where that is not known. */
export function limitFor(
  limits: readonly EnvironmentWaiverLimits[] | null,
  named: readonly string[],
  severity: Severity | null,
): WaiverLimit | null {
  if (limits === null) return null;
  const chosen = limits.filter(({ environment }) => named.includes(environment));
  const meant = chosen.length > 0 ? chosen : limits;
  const severities = severity === null ? SEVERITIES : [severity];
  const [shortest, ...others] = meant
    .map(({ environment, longest }) => ({
      environment,
      longestMs: Math.max(...severities.map((each) => millisecondsOf(longest[each]))),
    }))
    .toSorted((a, b) => a.longestMs - b.longestMs);
  if (shortest === undefined) return null;
  return {
    longestMs: others.at(-1)?.longestMs ?? shortest.longestMs,
    shortest,
    // Whatever the severity: so many have to approve it before it counts anywhere.
    approvers: Math.max(1, ...meant.flatMap(({ approvers }) => SEVERITIES.map((each) => approvers[each]))),
    statuses: CLEARING.filter((status) => meant.every(({ statuses }) => statuses.includes(status))),
  };
}

const CLEARING = ['accepted', 'not_affected', 'false_positive', 'fixed'] as const satisfies Waiver['status'][];

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Of a duration as the policy writes it: `30d`. Null is no limit. */
function millisecondsOf(written: string | null): number {
  if (written === null) return Infinity;
  return Number.parseInt(written, 10) * (UNIT_MS[written.slice(-1)] ?? Number.NaN);
}
