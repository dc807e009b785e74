import { durationOf } from '../model/duration.js';
import { VEX_SOURCE } from '../model/sender-pattern.js';
import { SEVERITIES, type Severity } from '../model/severity.js';
import { deadlines } from './deadlines.js';
import type { Setting } from './setting.js';
import { WAIVER_SETTINGS } from './waiver-settings.js';

/** Settings that ask for nothing: they shape what rules ask. */
interface Modifier<Path extends string, Value> extends Setting<Path, Value> {
  readonly schema: object;
}

const WORST_FIRST = SEVERITIES.toReversed();

const asks = (): boolean => false;

export const onlyFixable: Modifier<'vulnerabilities.onlyFixable', boolean> = {
  path: 'vulnerabilities.onlyFixable',
  schema: {
    title: '`true` or `false`',
    description: 'Whether the limits leave out vulnerabilities without a fix.',
    type: 'boolean',
  },
  asks,
};

/** From the strictest to the laxest. */
export const UNKNOWN_FIX = ['count', 'unknown', 'ignore'] as const;

export type UnknownFix = (typeof UNKNOWN_FIX)[number];

/** What `onlyFixable` does with findings of which no scanner says whether there is a fix. Left out: `count`. */
export const unknownFix: Modifier<'vulnerabilities.unknownFix', UnknownFix> = {
  path: 'vulnerabilities.unknownFix',
  schema: {
    title: '`count`, `unknown` or `ignore`',
    description:
      'With `onlyFixable`: what to do with a vulnerability when no report states whether a fix is available. `count` (the default) counts it; `unknown` makes the rule unknown where it decides; `ignore` leaves it out.',
    enum: UNKNOWN_FIX,
  },
  asks,
};

/** What a vulnerability without a severity rating means. */
export const UNRATED = ['allow', 'unknown', 'low', 'medium', 'high', 'critical'] as const;

export type Unrated = (typeof UNRATED)[number];

/** Durations. */
export type Grace = { readonly [S in Severity]?: string };

export const grace: Modifier<'vulnerabilities.grace', Grace> = {
  path: 'vulnerabilities.grace',
  schema: {
    title: 'a mapping from severities to durations',
    description:
      'How long after its publication a vulnerability does not count towards the limits. One without a date of publication has no grace.',
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      WORST_FIRST.map((severity) => [
        severity,
        { $ref: '#/definitions/duration', description: `Grace for ${severity} vulnerabilities.` },
      ]),
    ),
    examples: [{ critical: '2d', high: '14d' }],
  },
  asks,
  tellsApart: (lengths) => ({ ages: Object.values(lengths).map(durationOf) }),
};

export type AcceptOrUnknown = 'accept' | 'unknown';

export const undatedDatabase: Modifier<'evidence.undatedDatabase', AcceptOrUnknown> = {
  path: 'evidence.undatedDatabase',
  schema: {
    title: '`accept` or `unknown`',
    description: "What to do with a report that does not date its scanner's database, as Trivy's.",
    enum: ['accept', 'unknown'],
  },
  asks,
};

type IgnoreOrHonour = 'ignore' | 'honour';

export const vex: Modifier<'evidence.vex', IgnoreOrHonour> = {
  path: 'evidence.vex',
  schema: {
    title: '`ignore` or `honour`',
    description:
      'Whether an analysis (VEX) inside a report, such as `not_affected`, clears a vulnerability. The author of the report can write it.',
    enum: ['ignore', 'honour'],
  },
  asks,
};

/** Senders as in `evidence.from`, authors as the documents name them, and keys. */
export type VexFrom = readonly string[] | 'none';

export const vexFrom: Modifier<'evidence.vexFrom', VexFrom> = {
  path: 'evidence.vexFrom',
  schema: {
    title: 'a list of at least one sender, author, key or signer, or `none`',
    description:
      'Whose VEX documents clear vulnerabilities: senders as in `from`, `author:NAME` as the document names its author, which any sender can write, `key:sha256:…` for attestations that are signed with the public key of this SHA-256 (as DER), and `signer:IDENTITY issuer:URL` for attestations that this identity has signed without a key, as this issuer says. A signature is one kind, by key or signer. Where several of these kinds are named, a document must fit one of each. `*` stands for any letters but `/`. Without this: none.',
    anyOf: [
      {
        type: 'array',
        minItems: 1,
        maxItems: 100,
        uniqueItems: true,
        items: {
          title:
            '`author:NAME`, `key:sha256:…`, `signer:IDENTITY issuer:URL`, `rule:NAME`, `token:NAME`, `person:EMAIL` or a name',
          type: 'string',
          pattern: VEX_SOURCE.source,
        },
      },
      { const: 'none' },
    ],
    examples: [['author:Acme Product Security', 'rule:vex-mirror'], 'none'],
  },
  asks,
};

/** Suppressions by a person. */
export const suppressions: Modifier<'evidence.suppressions', IgnoreOrHonour> = {
  path: 'evidence.suppressions',
  schema: {
    title: '`ignore` or `honour`',
    description:
      'Whether a suppression by a person inside a report (ignore file, comment) clears its finding. The author of the report can write it.',
    enum: ['ignore', 'honour'],
  },
  asks,
};

/** Suppressions by a rule that the scanner ships with. */
export const builtInSuppressions: Modifier<'evidence.builtInSuppressions', IgnoreOrHonour> = {
  path: 'evidence.builtInSuppressions',
  schema: {
    title: '`ignore` or `honour`',
    description:
      "Whether a suppression by the scanner's own built-in rules, such as Grype's for kernel headers, clears its finding.",
    enum: ['ignore', 'honour'],
  },
  asks,
};

export const subject: Modifier<'evidence.subject', 'image' | 'all'> = {
  path: 'evidence.subject',
  schema: {
    title: '`image` or `all`',
    description:
      'Which scans satisfy `require`, `scanAge`, `databaseAge` and `components`: those of the image itself (the default), or of anything that is filed for it, such as its sources.',
    enum: ['image', 'all'],
  },
  asks,
};

/** Data that not every report carries, and that a rule may need. */
const MISSING_DATA = {
  exploitation: 'exploitation data (CISA KEV, EPSS)',
  licences: 'a licence scan',
  image: 'the fact about the image',
  endOfLife: 'end-of-life data for the operating system',
  firstSeen: 'since when the image has a vulnerability, as for `plimsoll gate` without a server',
} as const;

export type MissingDataKind = keyof typeof MISSING_DATA;

export const missingData: Modifier<
  'evidence.missingData',
  AcceptOrUnknown | { readonly [K in MissingDataKind]?: AcceptOrUnknown }
> = {
  path: 'evidence.missingData',
  schema: {
    title: '`accept`, `unknown`, or a mapping from kinds of data to these',
    description:
      'What a rule means when no current scan carries the data that it needs. `unknown` is the default, except for licences that are not required.',
    anyOf: [
      { enum: ['accept', 'unknown'] },
      {
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(
          Object.entries(MISSING_DATA).map(([kind, data]) => [
            kind,
            {
              title: '`accept` or `unknown`',
              description: `What to do when no report contains ${data}.`,
              enum: ['accept', 'unknown'],
            },
          ]),
        ),
      },
    ],
    examples: ['unknown', { exploitation: 'accept', endOfLife: 'accept' }],
  },
  asks,
};

/** In the order in which the policy's schema lists them, after the rules. */
export const MODIFIERS = [
  onlyFixable,
  unknownFix,
  grace,
  deadlines,
  undatedDatabase,
  vex,
  vexFrom,
  suppressions,
  builtInSuppressions,
  subject,
  missingData,
  ...WAIVER_SETTINGS,
] as const;
