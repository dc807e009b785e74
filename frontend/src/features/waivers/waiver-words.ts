import type { Waiver, WaiverScope, WaiverState } from '@/lib/api/types';
import { counted } from '@/lib/format/number';
import type { WaiverLimit } from './waiver-limits';

export const STATE_NAME: Record<WaiverState, string> = {
  requested: 'Waits for approval',
  scheduled: 'Approved, not yet valid',
  'in-force': 'Active',
  ended: 'Ended',
  rejected: 'Rejected',
  revoked: 'Revoked',
  closed: 'Closed: fixed',
};

export const STATUS_NAME: Record<Waiver['status'], string> = {
  accepted: 'Risk accepted',
  not_affected: 'Not affected',
  false_positive: 'False positive',
  fixed: 'Fixed',
  affected: 'Affected (on record only)',
  under_investigation: 'Under investigation (on record only)',
};

/** What it is about, in few words: the advisory or rule, and the component. */
export function subjectOf({ advisory, rule, component, path }: WaiverScope): string {
  const what = advisory ?? rule;
  const where = component === undefined ? path : shortPurl(component);
  return [what, where].filter((part) => part !== undefined).join(' in ');
}

/** "minimist 0.0.8" of `pkg:npm/minimist@0.0.8`; what is no package URL stays as it is. */
export function shortPurl(purl: string): string {
  const match = /^pkg:[^/]+\/([^@?#]+)(?:@([^?#]+))?/.exec(purl);
  if (match === null) return purl;
  const [, name = '', version] = match.map((part) => part && decoded(part));
  return version === undefined ? name : `${name} ${version}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** "prod", "dev and prod", "every environment". */
export function environmentsInWords(environments: readonly string[] | undefined): string {
  if (environments === undefined || environments.length === 0) return 'every environment';
  return new Intl.ListFormat('en').format(environments);
}

/** Who has to approve it; at least one where the policy is not known. */
export function approversInWords(limit: Pick<WaiverLimit, 'approvers'> | null): string {
  if (limit === null || limit.approvers === 1) return 'Another person approves it.';
  return `${counted(limit.approvers, 'other person', 'other people')} approve it.`;
}

/** What ends a waiver before its time, a line each. */
export function conditionsInWords({
  untilFixed,
  notExploited,
  epssBelow,
  severityAtMost,
}: Waiver['conditions']): string[] {
  return [
    ...(untilFixed === undefined ? [] : [`Ends ${untilFixed} after a fix is known`]),
    ...(notExploited === true ? ['Ends once the vulnerability is known to be exploited'] : []),
    ...(epssBelow === undefined ? [] : [`Ends once EPSS reaches ${epssBelow}`]),
    ...(severityAtMost === undefined ? [] : [`Ends once the severity is above ${severityAtMost}`]),
  ];
}
