import { kindsSchema } from '../gate/required-kinds.js';
import { SETTINGS } from '../gate/rule-book.js';
import { DURATION, RETENTION } from '../model/duration.js';
import { SHARE } from '../model/share.js';
import { SIZE } from '../model/size.js';
import { SCAN_TOOLS } from './policy.js';

/** What an environment, a project or a tag may be called. */
const NAME = '^[a-z][a-z0-9-]{0,62}$';

const ANY = { const: 'any' };

function pattern(expression: RegExp, examples: string[]) {
  return { anyOf: [{ type: 'string', pattern: expression.source }, ANY], examples: [...examples, 'any'] };
}

/** The properties of a section: each rule and each setting that shapes rules has its own schema. */
function propertiesOf(section: string): Readonly<Record<string, object>> {
  return Object.fromEntries(
    SETTINGS.flatMap(({ path, schema }) => {
      const [of, key = ''] = path.split('.');
      return of === section && schema !== null ? [[key, schema]] : [];
    }),
  );
}

/**
 * What `security-config.yml` may hold: the parser checks with it, editors complete with it
 * (`docs/security-config.schema.json` is this, written out). A `title` is what an error says was expected.
 */
export const policySchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'a Plimsoll policy',
  description: 'Release policy: the rules an artifact must pass in each environment. Reference: docs/policy.md',
  type: 'object',
  required: ['version', 'environments'],
  additionalProperties: false,
  properties: {
    version: { const: 1, title: 'the number 1', description: 'The version of this format.' },
    environments: {
      title: 'a mapping from environment names to rules',
      description: 'In the order in which artifacts are promoted through them.',
      type: 'object',
      minProperties: 1,
      maxProperties: 50,
      propertyNames: { pattern: NAME, title: 'a name of small letters, digits and hyphens, at most 63' },
      additionalProperties: { $ref: '#/definitions/environment' },
    },
    scan: { $ref: '#/definitions/scan' },
    retention: {
      title: 'a mapping of durations',
      description: 'How long the server keeps data that no verdict uses. Without this: forever.',
      type: 'object',
      additionalProperties: false,
      properties: {
        reports: {
          title: 'a duration of days or weeks, such as `180d`',
          description:
            'How long the bytes of a superseded report are kept if no current verdict and no deployment uses it. Its scan is kept.',
          type: 'string',
          pattern: RETENTION.source,
          examples: ['180d'],
        },
      },
    },
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
        introduced: { $ref: '#/definitions/introduced' },
        secrets: { $ref: '#/definitions/secrets' },
        misconfigurations: { $ref: '#/definitions/misconfigurations' },
        licences: { $ref: '#/definitions/licences' },
        image: { $ref: '#/definitions/image' },
        evidence: { $ref: '#/definitions/evidence' },
        waivers: { $ref: '#/definitions/waivers' },
      },
    },
    vulnerabilities: {
      title: 'a mapping of limits',
      description: 'Known vulnerabilities of the components.',
      type: 'object',
      additionalProperties: false,
      properties: propertiesOf('vulnerabilities'),
    },
    introduced: {
      title: 'a mapping of limits',
      description:
        'Vulnerabilities that an artifact adds to the one that runs in the environment. Where nothing runs there, or that cannot be told, unknown.',
      type: 'object',
      additionalProperties: false,
      properties: propertiesOf('introduced'),
    },
    secrets: {
      title: 'a mapping of limits',
      description: 'Passwords, keys and tokens found in the image.',
      type: 'object',
      additionalProperties: false,
      properties: propertiesOf('secrets'),
    },
    misconfigurations: {
      title: 'a mapping of limits',
      description: 'Unsafe settings found in the image and the files that build and run it.',
      type: 'object',
      additionalProperties: false,
      properties: propertiesOf('misconfigurations'),
    },
    licences: {
      title: 'a mapping of licence rules',
      description: 'Licences that a licence scan found.',
      type: 'object',
      additionalProperties: false,
      properties: propertiesOf('licences'),
    },
    image: {
      title: 'a mapping of image rules',
      description: 'How the image itself is built. A fact that no report states makes the verdict unknown.',
      type: 'object',
      additionalProperties: false,
      properties: propertiesOf('image'),
    },
    evidence: {
      title: 'a mapping of evidence rules',
      description: 'What a verdict needs to know. If something is missing, the verdict is unknown.',
      type: 'object',
      additionalProperties: false,
      properties: propertiesOf('evidence'),
    },
    waivers: {
      title: 'a mapping of waiver rules',
      description: 'Conditions for waivers to cover a finding. Without this, every active waiver does.',
      type: 'object',
      additionalProperties: false,
      properties: propertiesOf('waivers'),
    },
    scan: {
      title: 'a mapping of scan settings',
      description: 'Settings of `scripts/security-scan.sh`. They do not affect verdicts.',
      type: 'object',
      additionalProperties: false,
      properties: {
        tools: {
          title: 'a list of scanners',
          description: 'The scanners to run; all of their findings count. Without this: trivy.',
          type: 'array',
          minItems: 1,
          uniqueItems: true,
          items: { title: '`trivy` or `grype`', enum: SCAN_TOOLS },
          examples: [['trivy', 'grype']],
        },
        look: kindsSchema('What to look for. Without this: everything.'),
        images: { $ref: '#/definitions/texts', description: 'The images that `--all` scans.' },
        paths: { $ref: '#/definitions/texts', description: 'The source trees that `--all` scans.' },
        skip: {
          $ref: '#/definitions/texts',
          description: 'Folders and files of source trees that are not scanned.',
        },
        timeout: {
          title: 'a duration such as `10m`',
          description: 'The longest duration of one scan.',
          type: 'string',
          pattern: DURATION.source,
          examples: ['10m'],
        },
        containers: {
          title: 'a mapping from scanners to images',
          description: 'The image of a scanner that is not installed, pinned by digest, because a tag can be moved.',
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
    approvers: {
      title: 'a whole number from 0 to 10, or `any`',
      anyOf: [{ type: 'integer', minimum: 0, maximum: 10 }, ANY],
      examples: [1, 2],
    },
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
