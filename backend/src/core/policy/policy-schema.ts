import { SEVERITIES } from '../model/severity.js';
import { DURATION } from './duration.js';
import { MISSING_DATA_KINDS, REQUIRED_KINDS, SCAN_TOOLS, UNKNOWN_FIX } from './policy.js';
import { SENDER } from './sender-pattern.js';
import { SHARE } from './share.js';
import { SIZE } from './size.js';

/** What an environment, a project or a tag may be called. */
const NAME = '^[a-z][a-z0-9-]{0,62}$';

const WORST_FIRST = SEVERITIES.toReversed();

const ANY = { const: 'any' };

function pattern(expression: RegExp, examples: string[]) {
  return { anyOf: [{ type: 'string', pattern: expression.source }, ANY], examples: [...examples, 'any'] };
}

function limits(what: string) {
  return {
    ...Object.fromEntries(
      WORST_FIRST.map((severity) => [
        severity,
        {
          $ref: '#/definitions/limit',
          description:
            severity === 'unknown'
              ? `How many ${what} without a severity rating may remain; \`any\` for no limit.`
              : `How many ${severity} ${what} may remain; \`any\` for no limit.`,
        },
      ]),
    ),
    total: {
      $ref: '#/definitions/limit',
      description: `How many ${what} of every severity may remain together; \`any\` for no limit.`,
    },
  };
}

/**
 * What `security-config.yml` may hold: the parser checks with it, editors complete with it
 * (`docs/security-config.schema.json` is this, written out). A `title` is what an error says was expected.
 */
function kinds(description: string) {
  return {
    title: 'a list of kinds',
    description,
    type: 'array',
    minItems: 1,
    uniqueItems: true,
    items: {
      title: '`vulnerabilities`, `secrets`, `misconfigurations` or `licences`',
      enum: REQUIRED_KINDS,
    },
    examples: [['vulnerabilities', 'secrets']],
  };
}

const MISSING_DATA = {
  exploitation: 'exploitation data (CISA KEV, EPSS)',
  licences: 'a licence scan',
  image: 'the fact about the image',
  endOfLife: 'end-of-life data for the operating system',
} as const;

export const policySchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'a Plimsoll policy',
  description: 'May this image ship? What each environment asks of an artifact. docs/policy.md explains every rule.',
  type: 'object',
  required: ['version', 'environments'],
  additionalProperties: false,
  properties: {
    version: { const: 1, title: 'the number 1', description: 'The version of this format.' },
    environments: {
      title: 'a mapping from environment names to what they ask for',
      description: 'In the order in which an artifact passes through them.',
      type: 'object',
      minProperties: 1,
      maxProperties: 50,
      propertyNames: { pattern: NAME, title: 'a name of small letters, digits and hyphens, at most 63' },
      additionalProperties: { $ref: '#/definitions/environment' },
    },
    scan: { $ref: '#/definitions/scan' },
  },
  definitions: {
    environment: {
      title: 'a mapping of rules',
      type: 'object',
      additionalProperties: false,
      properties: {
        extends: {
          title: 'the name of another environment',
          description:
            'The environment whose rules this one starts from; what is named here replaces them, rule by rule.',
          type: 'string',
          examples: ['stage'],
        },
        vulnerabilities: { $ref: '#/definitions/vulnerabilities' },
        secrets: { $ref: '#/definitions/secrets' },
        misconfigurations: { $ref: '#/definitions/misconfigurations' },
        licences: { $ref: '#/definitions/licences' },
        image: { $ref: '#/definitions/image' },
        evidence: { $ref: '#/definitions/evidence' },
      },
    },
    vulnerabilities: {
      title: 'a mapping of limits',
      description: 'Known vulnerabilities of the components.',
      type: 'object',
      additionalProperties: false,
      properties: {
        ...limits('vulnerabilities'),
        onlyFixable: {
          title: '`true` or `false`',
          description: 'Whether the limits leave out vulnerabilities without a fix.',
          type: 'boolean',
        },
        unknownFix: {
          title: '`count`, `unknown` or `ignore`',
          description:
            'With `onlyFixable`: what to do with a vulnerability when no report states whether a fix is available. `count` (the default) counts it; `unknown` makes the rule unknown where it decides; `ignore` leaves it out.',
          enum: UNKNOWN_FIX,
        },
        grace: {
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
        knownExploited: {
          $ref: '#/definitions/limit',
          description:
            'How many vulnerabilities that are known to be exploited (CISA KEV) may remain, fixable or not, without grace.',
        },
        likelyExploited: {
          title: 'a mapping with `epss` and `allowed`',
          description:
            'How many vulnerabilities with at least this probability of exploitation (EPSS) may remain, fixable or not, without grace.',
          anyOf: [
            {
              type: 'object',
              additionalProperties: false,
              required: ['epss', 'allowed'],
              properties: {
                epss: {
                  title: 'a probability above 0, up to 1',
                  description: 'The EPSS probability from which on a vulnerability counts.',
                  type: 'number',
                  exclusiveMinimum: 0,
                  maximum: 1,
                  examples: [0.5],
                },
                allowed: { $ref: '#/definitions/limit', description: 'How many of them may remain.' },
              },
            },
            ANY,
          ],
          examples: [{ epss: 0.5, allowed: 0 }],
        },
      },
    },
    secrets: {
      title: 'a mapping of limits',
      description: 'Passwords, keys and tokens found in the image.',
      type: 'object',
      additionalProperties: false,
      properties: limits('secrets'),
    },
    misconfigurations: {
      title: 'a mapping of limits',
      description: 'Unsafe settings found in the image and the files that build and run it.',
      type: 'object',
      additionalProperties: false,
      properties: limits('misconfigurations'),
    },
    licences: {
      title: 'a mapping of licence rules',
      description: 'Licences that a licence scan found.',
      type: 'object',
      additionalProperties: false,
      properties: {
        deny: {
          $ref: '#/definitions/licenceList',
          description: 'SPDX identifiers that no component may be bound to; `*` stands for any letters.',
          examples: [['AGPL-3.0-*', 'SSPL-1.0']],
        },
        allow: {
          $ref: '#/definitions/licenceList',
          description: 'SPDX identifiers that are allowed, and no others; `*` stands for any letters.',
          examples: [['MIT', 'Apache-2.0', 'BSD-*']],
        },
        unidentified: {
          title: '`accept` or `deny`',
          description: 'What to do with a licence that the scanner could not name.',
          enum: ['accept', 'deny'],
        },
      },
    },
    image: {
      title: 'a mapping of image rules',
      description: 'How the image itself is built. A fact that no report tells gives unknown.',
      type: 'object',
      additionalProperties: false,
      properties: {
        root: {
          title: '`allow` or `deny`',
          description: 'Whether the image may run as root.',
          enum: ['allow', 'deny'],
        },
        healthcheck: {
          title: '`optional` or `required`',
          description: 'Whether the image must have a HEALTHCHECK.',
          enum: ['optional', 'required'],
        },
        maxSize: { $ref: '#/definitions/size', description: 'How large the image may be.' },
      },
    },
    evidence: {
      title: 'a mapping of evidence rules',
      description: 'What must be known before anything else means something. Where it is not, the verdict is unknown.',
      type: 'object',
      additionalProperties: false,
      properties: {
        require: kinds(
          'The kinds of problem that a scan must have looked for. Without this: every kind that a rule of the environment limits.',
        ),
        scanAge: { $ref: '#/definitions/duration', description: 'How old the scan of each required kind may be.' },
        databaseAge: {
          $ref: '#/definitions/duration',
          description: "How old the scanner's vulnerability database may be.",
        },
        undatedDatabase: {
          title: '`accept` or `unknown`',
          description: "What to do with a report that does not date its scanner's database, as Trivy's.",
          enum: ['accept', 'unknown'],
        },
        endOfLife: {
          title: '`accept`, `unknown` or `fail`',
          description: 'What to do with an operating system that gets no more security fixes.',
          enum: ['accept', 'unknown', 'fail'],
        },
        componentsWithoutPurl: {
          $ref: '#/definitions/share',
          description: 'Which share of the components may have no package URL, and so cannot be looked up.',
        },
        skippedEntries: {
          $ref: '#/definitions/limit',
          description: 'How many entries of the reports may have been unreadable.',
        },
        vex: {
          title: '`ignore` or `honour`',
          description:
            'Whether an analysis (VEX) inside a report, such as `not_affected`, clears a vulnerability. Whoever writes the report can write it.',
          enum: ['ignore', 'honour'],
        },
        suppressions: {
          title: '`ignore` or `honour`',
          description:
            'Whether a suppression by a person inside a report (ignore file, comment) clears its finding. The author of the report can write it.',
          enum: ['ignore', 'honour'],
        },
        builtInSuppressions: {
          title: '`ignore` or `honour`',
          description:
            "Whether a suppression by the scanner's own built-in rules, such as Grype's for kernel headers, clears its finding.",
          enum: ['ignore', 'honour'],
        },
        shrunk: {
          title: '`accept` or `unknown`',
          description:
            'What to do with a scan that lists less than earlier ones of the same image: a digest is immutable. `accept` is the default, and is said.',
          enum: ['accept', 'unknown'],
        },
        components: {
          title: 'a whole number from 0, or `any`',
          description: 'How many components of the image a scan must list. An image of no components was not scanned.',
          anyOf: [{ type: 'integer', minimum: 0, maximum: 1_000_000 }, ANY],
          examples: [1, 'any'],
        },
        subject: {
          title: '`image` or `all`',
          description:
            'Which scans satisfy `require`, `scanAge`, `databaseAge` and `components`: those of the image itself (the default), or of anything that is filed for it, such as its sources.',
          enum: ['image', 'all'],
        },
        mismatch: {
          title: '`refuse` or `accept`',
          description:
            'What to do with a report that names another image or digest than it is filed for, or a time to come. `refuse` is the default.',
          enum: ['refuse', 'accept'],
        },
        from: {
          title: 'a list of at least one sender, or `any`',
          description:
            'Whose scans count: `rule:NAME` (a trust rule), `token:NAME` (a token without an owner), `person:EMAIL`, or a bare name of a trust rule or a token without an owner; `*` stands for any letters but `/`. Without this: everybody’s.',
          anyOf: [
            {
              type: 'array',
              minItems: 1,
              maxItems: 100,
              uniqueItems: true,
              items: {
                title: '`rule:NAME`, `token:NAME`, `person:EMAIL` or a name',
                type: 'string',
                pattern: SENDER.source,
              },
            },
            ANY,
          ],
          examples: [['rule:release', 'token:nightly-scan'], 'any'],
        },
        failedRuns: {
          title: '`accept` or `unknown`',
          description:
            'What to do when a scanner reports that its run failed or that it did not scan something. `unknown` is the default.',
          enum: ['accept', 'unknown'],
        },
        missingData: {
          title: '`accept`, `unknown`, or a mapping from kinds of data to these',
          description:
            'What a rule means when no current scan carries the data that it needs. `unknown` is the default, except for licences that are not required.',
          anyOf: [
            { enum: ['accept', 'unknown'] },
            {
              type: 'object',
              additionalProperties: false,
              properties: Object.fromEntries(
                MISSING_DATA_KINDS.map((kind) => [
                  kind,
                  {
                    title: '`accept` or `unknown`',
                    description: `What to do when no report contains ${MISSING_DATA[kind]}.`,
                    enum: ['accept', 'unknown'],
                  },
                ]),
              ),
            },
          ],
          examples: ['unknown', { exploitation: 'accept', endOfLife: 'accept' }],
        },
      },
    },
    scan: {
      title: 'a mapping of scan settings',
      description: 'How `scripts/security-scan.sh` looks. Nothing in it decides; the environments do.',
      type: 'object',
      additionalProperties: false,
      properties: {
        tools: {
          title: 'a list of scanners',
          description: 'Which scanners look; all of their findings count. Without this: trivy.',
          type: 'array',
          minItems: 1,
          uniqueItems: true,
          items: { title: '`trivy` or `grype`', enum: SCAN_TOOLS },
          examples: [['trivy', 'grype']],
        },
        look: kinds('What to look for. Without this: everything.'),
        images: { $ref: '#/definitions/texts', description: 'The images that `--all` scans.' },
        paths: { $ref: '#/definitions/texts', description: 'The source trees that `--all` scans.' },
        skip: {
          $ref: '#/definitions/texts',
          description: 'Folders and files of source trees that are not looked into.',
        },
        timeout: {
          title: 'a duration such as `10m`',
          description: 'How long one scan may take.',
          type: 'string',
          pattern: DURATION.source,
          examples: ['10m'],
        },
        containers: {
          title: 'a mapping from scanners to images',
          description:
            'The image of a scanner that is not installed, pinned by digest: a tag can be pointed elsewhere.',
          type: 'object',
          additionalProperties: false,
          properties: Object.fromEntries(SCAN_TOOLS.map((tool) => [tool, { $ref: '#/definitions/pinnedImage' }])),
        },
      },
    },
    texts: {
      title: 'a list of texts',
      type: 'array',
      maxItems: 100,
      items: { title: 'a text on one line', type: 'string', pattern: '^[^\\r\\n\\0]{1,500}$' },
    },
    pinnedImage: {
      title: 'an image with its digest, such as `ghcr.io/acme/scanner@sha256:…`',
      type: 'string',
      pattern: '^[a-z0-9][a-z0-9._:/-]*@sha256:[0-9a-f]{64}$',
    },
    limit: {
      title: 'a whole number from 0, or `any`',
      anyOf: [{ type: 'integer', minimum: 0, maximum: 1_000_000 }, ANY],
      examples: [0, 'any'],
    },
    duration: { title: 'a duration such as `12h`, `7d` or `2w`, or `any`', ...pattern(DURATION, ['12h', '7d', '2w']) },
    size: { title: 'a size such as `500MB` or `1.5GiB`, or `any`', ...pattern(SIZE, ['500MB', '1.5GiB']) },
    share: { title: 'a share such as `10%`, or `any`', ...pattern(SHARE, ['10%']) },
    licenceList: {
      title: 'a list of SPDX identifiers',
      type: 'array',
      maxItems: 500,
      items: {
        title: 'an SPDX identifier, `*` allowed',
        type: 'string',
        pattern: '^[A-Za-z0-9.+*-]{1,100}$',
      },
    },
  },
} as const;
