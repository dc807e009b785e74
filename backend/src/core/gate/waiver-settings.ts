import { spellDuration } from '../model/duration.js';
import { SEVERITIES, type Severity } from '../model/severity.js';
import type { Waiver } from '../model/waiver.js';
import type { Setting } from './setting.js';
import { counted, listed } from './words.js';

/** What an environment asks of waivers: it asks for nothing by itself, and says so in a sentence. */
export interface WaiverSetting<Path extends string = string, Value = unknown> extends Setting<Path, Value> {
  readonly schema: object;
  sentence(value: Value): string;
}

/** One value for every severity, or one for each that is named. */
export type BySeverity<Value extends string | number> = Value | { readonly [S in Severity]?: Value };

const WORST_FIRST = SEVERITIES.toReversed();

const asks = (): boolean => false;

/** Those that clear a finding. */
export const CLEARING_STATUSES = [
  'accepted',
  'not_affected',
  'false_positive',
  'fixed',
] as const satisfies Waiver['status'][];

export type ClearingStatus = (typeof CLEARING_STATUSES)[number];

export const waiverLongest: WaiverSetting<'waivers.longest', BySeverity<string>> = {
  path: 'waivers.longest',
  schema: {
    title: 'a duration such as `30d`, `any`, or a mapping from severities to durations',
    description:
      'How long after its beginning (`validFrom`) a waiver covers findings at most, by their severity. One that does not say when it began covers none of them. Findings without a rating have the shortest of them, unless `unknown` is named.',
    anyOf: [
      { $ref: '#/definitions/duration' },
      {
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(
          WORST_FIRST.map((severity) => [
            severity,
            { $ref: '#/definitions/duration', description: `For ${severity} findings.` },
          ]),
        ),
      },
    ],
    examples: ['30d', { critical: '14d', high: '30d', unknown: '30d' }],
  },
  asks,
  sentence: (longest) =>
    `A waiver covers ${bySeverity(longest, (duration, which) => `${which ?? 'findings'} for at most ${spellDuration(duration)}`)}.`,
};

export const waiverApprovers: WaiverSetting<'waivers.approvers', BySeverity<number>> = {
  path: 'waivers.approvers',
  schema: {
    title: 'a whole number from 0 to 10, `any`, or a mapping from severities to such numbers',
    description:
      'How many people other than its author must have approved a waiver, by the severity of the finding. Findings without a rating need the most of them, unless `unknown` is named.',
    anyOf: [
      { $ref: '#/definitions/approvers' },
      {
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(
          WORST_FIRST.map((severity) => [
            severity,
            { $ref: '#/definitions/approvers', description: `For ${severity} findings.` },
          ]),
        ),
      },
    ],
    examples: [1, { critical: 2, high: 1, unknown: 1 }],
  },
  asks,
  sentence: (approvers) =>
    `A waiver needs ${bySeverity(approvers, (number, which) => `${counted(number, 'approver', 'approvers')}${which === null ? '' : ` for ${which}`}`)}.`,
};

export const waiverStatuses: WaiverSetting<'waivers.statuses', readonly ClearingStatus[]> = {
  path: 'waivers.statuses',
  schema: {
    title: 'a list of `accepted`, `not_affected`, `false_positive` and `fixed`',
    description: 'The statuses of waivers that cover findings. An empty list: no waiver does. Left out: all of them.',
    type: 'array',
    uniqueItems: true,
    items: { title: '`accepted`, `not_affected`, `false_positive` or `fixed`', enum: CLEARING_STATUSES },
    examples: [['accepted', 'not_affected'], []],
  },
  asks,
  sentence: (statuses) =>
    statuses.length === 0
      ? 'No waiver covers a finding.'
      : `Only waivers of these statuses cover findings: ${statuses.join(', ')}.`,
};

/** In the order in which the policy's schema and the policy page list them. */
export const WAIVER_SETTINGS = [waiverLongest, waiverApprovers, waiverStatuses] as const;

/** `which` is null where one value is for every severity. */
function bySeverity<Value extends string | number>(
  written: BySeverity<Value>,
  say: (value: Value, which: string | null) => string,
): string {
  if (typeof written !== 'object') return say(written, null);
  return listed(
    WORST_FIRST.flatMap((severity) => {
      const value = written[severity];
      if (value === undefined) return [];
      return [say(value, severity === 'unknown' ? 'findings without a rating' : `${severity} findings`)];
    }),
  );
}
