import type { Waiver, WaiverContent, WaiverScope } from '@/lib/api/types';
import { exactTime } from '@/lib/format/time';
import { conditionsInWords, environmentsInWords, STATUS_NAME } from './waiver-words';

/** What a waiver says, as it is requested. */
export function contentOf({
  scope,
  status,
  justification,
  validFrom,
  expiresAt,
  conditions,
}: Pick<Waiver, 'scope' | 'status' | 'justification' | 'validFrom' | 'expiresAt' | 'conditions'>): WaiverContent {
  return { scope, status, justification, ...(validFrom !== null && { validFrom }), expiresAt, conditions };
}

export const SCOPE_NAME = {
  advisory: 'Advisory',
  rule: 'Rule',
  component: 'Component',
  versions: 'Versions',
  path: 'Path',
  image: 'Image',
  digest: 'Digest',
} as const satisfies Partial<Record<keyof WaiverScope, string>>;

export interface ContentChange {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** What differs between two revisions, in words. */
export function changesBetween(before: WaiverContent, after: WaiverContent): ContentChange[] {
  const then = inWords(before);
  return inWords(after)
    .map(([name, text], place) => ({ name, before: then[place]?.[1] ?? '', after: text }))
    .filter((change) => change.before !== change.after);
}

function inWords({ scope, status, justification, validFrom, expiresAt, conditions }: WaiverContent) {
  return [
    ...Object.entries(SCOPE_NAME).map(([key, name]) => [name, scope[key as keyof typeof SCOPE_NAME] ?? 'any'] as const),
    ['Environments', environmentsInWords(scope.environments)],
    ['Status', STATUS_NAME[status]],
    ['Reason', justification],
    ['Valid from', validFrom === undefined ? 'the last needed approval' : timeInWords(validFrom)],
    ['Valid until', timeInWords(expiresAt)],
    ['Conditions', conditionsInWords(conditions ?? {}).join('; ') || 'none'],
  ] as const;
}

/** A day is shown as it is: it means its end. */
function timeInWords(time: string): string {
  return time.includes('T') ? exactTime(time) : time;
}
