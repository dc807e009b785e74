import { ANALYSIS_STATES } from '../model/analysis-state.js';
import { DURATION } from '../model/duration.js';
import { SEVERITIES } from '../model/severity.js';

const STATUSES = ['accepted', ...ANALYSIS_STATES] as const;

const text = (title: string, description: string) => ({
  title,
  description,
  type: 'string',
  pattern: '\\S',
  maxLength: 2_000,
});

const INSTANT = '^\\d{4}-\\d{2}-\\d{2}(?:T\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,3})?)?(?:Z|[+-]\\d{2}:\\d{2}))?$';

const instant = (description: string) => ({
  title: 'a date such as `2027-01-31`, or an instant such as `2027-01-31T12:00:00Z`',
  description,
  type: 'string',
  pattern: INSTANT,
});

/** What a file of waivers may hold (`plimsoll gate --waivers FILE`), YAML or JSON. */
export const waiversSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'a list of waivers',
  type: 'object',
  required: ['waivers'],
  additionalProperties: false,
  properties: {
    version: { const: 1, title: 'the number 1', description: 'The version of this format.' },
    waivers: {
      title: 'a list of waivers',
      type: 'array',
      maxItems: 10_000,
      items: { $ref: '#/definitions/waiver' },
    },
  },
  definitions: {
    waiver: {
      title: 'a waiver',
      type: 'object',
      required: ['id', 'scope', 'status', 'justification', 'author', 'expiresAt'],
      additionalProperties: false,
      properties: {
        id: {
          title: 'a name of letters, digits, dots, hyphens and underscores',
          description: 'The name of the waiver in verdicts.',
          type: 'string',
          pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$',
        },
        scope: { $ref: '#/definitions/scope' },
        status: {
          title: STATUSES.map((status) => `\`${status}\``).join(', '),
          description: '`affected` and `under_investigation` are on record, and clear nothing.',
          enum: STATUSES,
        },
        justification: text('a text', 'Why the risk is acceptable.'),
        author: text('a name', 'Who requested it.'),
        approver: text('a name', 'Who answers for it. Counts as one of `approvers`.'),
        approvers: {
          title: 'a list of names',
          description: 'Who approved it. Each counts once, and the author does not.',
          type: 'array',
          maxItems: 50,
          uniqueItems: true,
          items: text('a name', 'Who approved it.'),
        },
        names: {
          title: 'a list of identifiers',
          description:
            'Every name by which the advisory went when the waiver was approved. A finding that goes by another one as well is not covered.',
          type: 'array',
          minItems: 1,
          maxItems: 1_000,
          items: text('an identifier such as `CVE-2024-3094`', 'A name of the advisory.'),
        },
        validFrom: instant('The start of its validity. A date means its first moment in UTC.'),
        expiresAt: instant('The end of its validity. A date means the end of that day in UTC.'),
        conditions: { $ref: '#/definitions/conditions' },
        fixedSince: instant(
          'Since when a fix is known, for `untilFixed`; `validFrom` where it is left out. A date means its first moment in UTC.',
        ),
        fixes: {
          title: 'a list of fixes',
          description: 'Since when a fix is known, by finding. Where `fixedSince` says another, the earlier counts.',
          type: 'array',
          maxItems: 10_000,
          items: { $ref: '#/definitions/fix' },
        },
      },
    },
    fix: {
      title: 'a mapping with `advisory`, `component` and `since`',
      description: 'Since when a fix is known for a component by an advisory.',
      type: 'object',
      required: ['advisory', 'component', 'since'],
      additionalProperties: false,
      properties: {
        advisory: text('an identifier such as `CVE-2024-3094`', 'The name that leads the advisory.'),
        component: text('a package URL', 'With its version.'),
        environment: { title: 'the name of an environment', description: 'Only there.', type: 'string' },
        since: instant('A date means its first moment in UTC.'),
      },
    },
    conditions: {
      title: 'a mapping of conditions',
      description: 'If one is not met, the waiver does not cover the finding.',
      type: 'object',
      additionalProperties: false,
      properties: {
        untilFixed: {
          title: 'a duration such as `14d`; `0d` for none',
          description: 'The waiver ends so long after a fix is known.',
          type: 'string',
          pattern: DURATION.source,
        },
        notExploited: {
          title: '`true`',
          description: 'The waiver ends once the vulnerability is known to be exploited.',
          const: true,
        },
        epssBelow: {
          title: 'a number above 0, up to 1',
          description: 'The waiver ends once the probability that the vulnerability is exploited (EPSS) is as high.',
          type: 'number',
          exclusiveMinimum: 0,
          maximum: 1,
        },
        severityAtMost: {
          title: 'the name of a severity',
          description: 'The waiver ends once the severity is worse.',
          enum: SEVERITIES,
        },
      },
    },
    scope: {
      title: 'a mapping with `advisory`, `rule` or `component`, and what narrows it',
      description: 'A finding must match everything that is named.',
      type: 'object',
      additionalProperties: false,
      anyOf: [{ required: ['advisory'] }, { required: ['rule'] }, { required: ['component'] }],
      properties: {
        advisory: text('an identifier such as `CVE-2024-3094`', 'Any identifier of the advisory.'),
        rule: text('a rule such as `DS002`', 'The rule of a secret, misconfiguration or licence problem.'),
        component: text('a package URL', 'Without a version it covers every version.'),
        versions: text(
          'a range of versions such as `vers:npm/>=1.0.0|<1.4.2`',
          'Only these versions of the component. One that is not known, or none of its ecosystem, is not covered.',
        ),
        path: text('a path', '`*` stands for any letters but `/`, `**` for any letters.'),
        image: text('a repository such as `ghcr.io/acme/api`', 'Only this image.'),
        digest: {
          title: '`sha256:` and 64 hexadecimal digits',
          description: 'Only this artifact.',
          type: 'string',
          pattern: '^sha256:[0-9a-f]{64}$',
        },
        environments: {
          title: 'a list of environments',
          description: 'Only these environments.',
          type: 'array',
          minItems: 1,
          uniqueItems: true,
          items: { title: 'the name of an environment', type: 'string' },
        },
      },
    },
  },
} as const;
