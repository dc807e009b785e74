import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { parsePolicy } from './parse-policy.js';
import { PolicyError, type PolicyIssue } from './policy-error.js';
import { policySchema } from './policy-schema.js';

const SHIPPED = readFileSync(new URL('../../../../security-config.yml', import.meta.url), 'utf8');

const withRules = (...lines: string[]) =>
  ['version: 1', 'environments:', '  prod:', ...lines.map((line) => `    ${line}`), ''].join('\n');

function issuesOf(source: string): readonly PolicyIssue[] {
  try {
    parsePolicy(source);
  } catch (error) {
    if (error instanceof PolicyError) return error.issues;
    throw error;
  }
  return [];
}

describe('parsePolicy', () => {
  it('keeps the environments in the order of the file, and names the file by its bytes', () => {
    const policy = parsePolicy(SHIPPED);
    expect(policy.environments.map(({ name }) => name)).toEqual(['dev', 'stage', 'prod']);
    expect(policy.warnings).toEqual([]);
    expect(policy.source).toBe(SHIPPED);
    expect(parsePolicy('version: 1\nenvironments: {a: {secrets: {critical: 0}}}').version).toBe(
      'sha256:86fa22823a34cc69a2e7a5240cb2eab575bdefef82529a366fa84af8f093c8d4',
    );
  });

  it('lets an environment start from another and replaces what it names, rule by rule', () => {
    const { environments } = parsePolicy(`
version: 1
environments:
  prod:
    extends: stage
    vulnerabilities: {critical: 0, grace: {high: any}}
    licences: {deny: [MIT]}
  stage:
    vulnerabilities: {critical: 3, high: 5, grace: {critical: 1d, high: 7d}}
    licences: {deny: [AGPL-3.0-only, SSPL-1.0]}
`);
    expect(environments[0]).toEqual({
      name: 'prod',
      extends: 'stage',
      settings: {
        vulnerabilities: { critical: 0, high: 5, grace: { critical: '1d' } },
        licences: { deny: ['MIT'] },
      },
    });
  });

  it('reads JSON, tabs and all', () => {
    const json = JSON.stringify({ version: 1, environments: { prod: { secrets: { critical: 0 } } } }, null, '\t');
    expect(parsePolicy(json).environments[0]?.settings).toEqual({ secrets: { critical: 0 } });
  });

  it('reads a file with a byte order mark and Windows line ends', () => {
    const source = `\uFEFF${SHIPPED.replaceAll('\n', '\r\n')}`;
    expect(parsePolicy(source).environments).toEqual(parsePolicy(SHIPPED).environments);
  });

  it('tells everything that is wrong at once, in the order of the file', () => {
    const issues = issuesOf(
      withRules(
        'vulnerabilites: {critical: 0}',
        'secrets:',
        '  critical: -1',
        '  high:',
        'evidence:',
        '  vex: honor',
        '  scanAge: 7',
      ),
    );
    expect(issues.map(({ line, column, path, suggestion }) => [line, column, path, suggestion])).toEqual([
      [4, 5, 'environments.prod.vulnerabilites', 'vulnerabilities'],
      [6, 17, 'environments.prod.secrets.critical', null],
      [7, 7, 'environments.prod.secrets.high', null],
      [9, 12, 'environments.prod.evidence.vex', 'honour'],
      [10, 16, 'environments.prod.evidence.scanAge', null],
    ]);
  });

  it('asks for a value where there is none, since nothing must not mean no limit', () => {
    expect(issuesOf(withRules('secrets:', '  critical:'))[0]?.message).toBe(
      '`critical` has no value. It must be a whole number from 0, or `any`.',
    );
  });

  it('says where a key belongs that stands in the wrong place', () => {
    expect(issuesOf(withRules('secrets: {critical: 0, scanAge: 7d}'))[0]?.message).toBe(
      '`scanAge` does not belong here, but under `evidence`.',
    );
  });

  it.each([
    [
      'an environment without a name of the right form',
      withRules('secrets: {critical: 0}').replace('prod', 'Prod!'),
      'is not a name of',
    ],
    ['no environment', 'version: 1\nenvironments: {}\n', 'is empty'],
    ['no version', 'environments: {prod: {secrets: {critical: 0}}}\n', '`version` is missing'],
    [
      'another version',
      withRules('secrets: {critical: 0}').replace('version: 1', 'version: 2'),
      'must be the number 1',
    ],
    ['nothing', '', 'The file has no value'],
    ['a list', '- version: 1', 'The file must be a Plimsoll policy, not a list'],
    ['a key twice', withRules('secrets: {critical: 0}', 'secrets: {critical: 1}'), 'occurs twice'],
    ['an anchor', withRules('secrets: &limits {critical: 0}'), 'Anchors'],
    ['an alias', withRules('secrets: *limits'), 'Aliases'],
    ['a merge key', withRules('<<: {secrets: {critical: 0}}'), 'Merge keys'],
    ['a tag', withRules('secrets: !limits {critical: 0}'), 'Tags'],
    ['a second document', `${withRules('secrets: {critical: 0}')}---\nversion: 1\n`, 'second document'],
    ['tabs for indentation', 'version: 1\nenvironments:\n\tprod: {}\n', 'Tabs cannot indent YAML'],
    ['a prototype key', withRules('secrets: {__proto__: {critical: 0}}'), '`__proto__` cannot be a key'],
    ['a key that is a list', withRules('? [a, b]', ': 1'), 'A key must be plain text'],
    ['a deep nest', '['.repeat(100_000), 'nested more than'],
    ['a deep nest of lists', '- '.repeat(100_000), 'nested more than'],
    ['a large file', `# ${'x'.repeat(300_000)}`, 'larger than'],
    [
      'an exploitation probability above 1',
      withRules('vulnerabilities: {likelyExploited: {epss: 1.5, allowed: 0}}'),
      'probability above 0, up to 1',
    ],
    ['a number that is none', withRules('secrets: {critical: .nan}'), 'must be a whole number'],
    [
      'a required kind twice',
      withRules('secrets: {critical: 0}', 'evidence: {require: [secrets, secrets]}'),
      'has the same entry twice',
    ],
    [
      'a sender of an unknown kind',
      withRules('secrets: {critical: 0}', 'evidence: {from: ["roles:ci"]}'),
      'must be `rule:NAME`, `token:NAME`, `person:EMAIL` or a name',
    ],
    ['no sender', withRules('secrets: {critical: 0}', 'evidence: {from: []}'), 'a list of at least one sender'],
  ])('refuses %s', (_, source, message) => {
    expect(issuesOf(source).map((issue) => issue.message)).toContainEqual(expect.stringContaining(message));
  });

  describe('environments that extend others', () => {
    const chain = (...pairs: [string, string][]) =>
      `version: 1\nenvironments:\n${pairs.map(([name, parent]) => `  ${name}: {extends: ${parent}, secrets: {critical: 0}}\n`).join('')}`;

    it('must exist, and the nearest is named', () => {
      expect(issuesOf(chain(['prod', 'stag'], ['stage', 'prod']))).toMatchObject([
        { line: 3, column: 19, suggestion: 'stage', message: 'There is no environment `stag`.' },
      ]);
    });

    it('cannot be extended by themselves, or in a circle', () => {
      expect(issuesOf(chain(['prod', 'prod']))).toMatchObject([{ message: '`prod` cannot extend itself.' }]);
      expect(issuesOf(chain(['a', 'b'], ['b', 'c'], ['c', 'a'], ['d', 'a']))).toMatchObject([
        { line: 3, message: 'Environments extend each other in a circle: a → b → c → a.' },
        { line: 4 },
        { line: 5 },
      ]);
    });
  });

  describe('contradictions', () => {
    it.each([
      ['more critical findings than high ones', ['vulnerabilities: {critical: 5, high: 0}'], [4, 36]],
      ['no limit for what is worse', ['secrets: {medium: 3}'], [4, 15]],
      ['a limit above the total', ['secrets: {critical: 5, total: 2}'], [4, 15]],
      ['grace for what no limit counts', ['vulnerabilities: {critical: 0, grace: {high: 7d}}'], [4, 44]],
      [
        'a fix asked for where nothing is counted',
        ['vulnerabilities: {knownExploited: 0, onlyFixable: true}'],
        [4, 42],
      ],
      [
        'an undated database where none is asked for',
        ['secrets: {critical: 0}', 'evidence: {undatedDatabase: accept}'],
        [5, 16],
      ],
      ['a limit for what has none', ['vulnerabilities: {critical: 0, unknown: 5, unrated: allow}'], [4, 36]],
      ['unrated ones that count as what no limit counts', ['vulnerabilities: {critical: 0, unrated: high}'], [4, 36]],
      [
        'grace for what counts as something else',
        ['vulnerabilities: {total: 0, unrated: high, grace: {unknown: 7d}}'],
        [4, 56],
      ],
      [
        'a range of versions that is none',
        ['secrets: {critical: 0}', 'evidence: {tools: {trivy: {deny: [below seventy]}}}'],
        [5, 32],
      ],
      [
        'a least version that is none',
        ['secrets: {critical: 0}', 'evidence: {tools: {trivy: {least: 1.2.3.4}}}'],
        [5, 32],
      ],
      [
        'an unstated version where none is asked for',
        ['secrets: {critical: 0}', 'evidence: {tools: {trivy: {unstated: accept}}}'],
        [5, 32],
      ],
      ['a licence both allowed and denied', ['licences: {deny: [MIT], allow: [MIT]}'], [4, 16]],
      ['an environment that asks for nothing', ['vulnerabilities: {critical: any}', 'image: {root: allow}'], [3, 3]],
    ])('finds %s', (_, lines, place) => {
      expect(issuesOf(withRules(...lines)).map(({ line, column }) => [line, column])).toEqual([place]);
    });

    it('allows what only looks like one', () => {
      expect(
        issuesOf(withRules('vulnerabilities: {critical: 0, high: 0, total: 5, grace: {low: 7d}, onlyFixable: true}')),
      ).toEqual([]);
    });

    it('blames the environment that brings it about, not the one that inherits it', () => {
      const source = `version: 1
environments:
  dev: {secrets: {critical: 5, high: 5}}
  stage: {extends: dev, secrets: {high: 0}}
  prod: {extends: stage}
`;
      expect(issuesOf(source)).toMatchObject([{ line: 4, path: 'environments.stage.secrets.high' }]);
    });
  });

  it('warns of an environment that allows more than the one before it', () => {
    const { warnings } = parsePolicy(
      'version: 1\nenvironments:\n  stage: {secrets: {critical: 0}}\n  prod: {secrets: {critical: 1}}\n',
    );
    expect(warnings).toMatchObject([
      { line: 4, column: 3, message: '`prod` comes after `stage` and yet allows more: `secrets.critical`.' },
    ]);
  });

  it.each([
    [
      'vulnerabilities: {critical: 0, onlyFixable: true}',
      'vulnerabilities: {critical: 0, onlyFixable: true, unknownFix: ignore}',
      'vulnerabilities.unknownFix',
    ],
    ['secrets: {critical: 0}', 'secrets: {critical: 0}, evidence: {failedRuns: accept}', 'evidence.failedRuns'],
    ['vulnerabilities: {unknown: 2}', 'vulnerabilities: {unknown: 2, unrated: unknown}', 'vulnerabilities.unrated'],
    [
      'secrets: {critical: 0}, evidence: {tools: {trivy: {least: "0.60.0"}}}',
      'secrets: {critical: 0}',
      'evidence.tools',
    ],
    [
      'secrets: {critical: 0}, evidence: {atLeast: 2}',
      'secrets: {critical: 0}, evidence: {atLeast: 1}',
      'evidence.atLeast',
    ],
    ['secrets: {critical: 0}, evidence: {shrunk: unknown}', 'secrets: {critical: 0}', 'evidence.shrunk'],
    [
      'secrets: {critical: 0}, evidence: {components: 2}',
      'secrets: {critical: 0}, evidence: {components: 1}',
      'evidence.components',
    ],
    ['secrets: {critical: 0}', 'secrets: {critical: 0}, evidence: {subject: all}', 'evidence.subject'],
    ['secrets: {critical: 0}', 'secrets: {critical: 0}, evidence: {mismatch: accept}', 'evidence.mismatch'],
    ['secrets: {critical: 0}, evidence: {from: [ci]}', 'secrets: {critical: 0}', 'evidence.from'],
    [
      'secrets: {critical: 0}',
      'secrets: {critical: 0}, evidence: {builtInSuppressions: honour}',
      'evidence.builtInSuppressions',
    ],
    [
      'vulnerabilities: {knownExploited: 0}',
      'vulnerabilities: {knownExploited: 0}, evidence: {missingData: accept}',
      'evidence.missingData.exploitation',
    ],
    [
      'secrets: {critical: 0}, waivers: {longest: {critical: 14d}}',
      'secrets: {critical: 0}, waivers: {longest: {critical: 30d}}',
      'waivers.longest',
    ],
    [
      'secrets: {critical: 0}, waivers: {approvers: {critical: 2, high: 1}}',
      'secrets: {critical: 0}, waivers: {approvers: {critical: 2, high: 0}}',
      'waivers.approvers',
    ],
    ['secrets: {critical: 0}, waivers: {statuses: [fixed]}', 'secrets: {critical: 0}', 'waivers.statuses'],
  ])('warns of a later environment that accepts what the one before does not: %s, %s', (before, after, path) => {
    const parse = (stage: string, prod: string) =>
      parsePolicy(`version: 1\nenvironments:\n  stage: {${stage}}\n  prod: {${prod}}\n`).warnings.map(
        ({ message }) => message,
      );
    expect(parse(before, after)).toEqual([`\`prod\` comes after \`stage\` and yet allows more: \`${path}\`.`]);
    expect(parse(after, before)).toEqual([]);
    expect(parse(after, after)).toEqual([]);
  });

  it('refuses to say what an unknown fix means where fixes make no difference', () => {
    expect(() =>
      parsePolicy('version: 1\nenvironments:\n  prod: {vulnerabilities: {critical: 0, unknownFix: count}}\n'),
    ).toThrow('Without `onlyFixable: true` it makes no difference what is known of a fix.');
  });

  it('takes over what is asked of waivers, severity by severity, and lets one value for all replace them', () => {
    const settings = parsePolicy(`version: 1
environments:
  dev: {secrets: {critical: 0}, waivers: {longest: 90d, approvers: {critical: 2, high: 1}}}
  stage: {extends: dev, waivers: {longest: {critical: 14d}, approvers: {high: any}}}
  prod: {extends: stage, waivers: {longest: any, approvers: 3, statuses: [accepted]}}
`).environments.map(({ settings }) => settings.waivers);
    expect(settings).toEqual([
      { longest: '90d', approvers: { critical: 2, high: 1 } },
      { longest: { critical: '14d' }, approvers: { critical: 2 } },
      { approvers: 3, statuses: ['accepted'] },
    ]);
  });

  it.each([
    ['longest: {critical: 30d, high: 14d}', 'longest.high', 'critical findings can last longer than one for high'],
    ['longest: {high: 14d}', 'longest.high', 'critical findings can last longer than one for high'],
    ['approvers: {critical: 1, low: 2}', 'approvers.low', 'critical findings needs fewer approvers than one for low'],
    ['statuses: [], approvers: 1', 'approvers', '`approvers` makes no difference'],
    ['approvers: -1', 'approvers', '`approvers` must be a whole number from 0 to 10'],
    ['statuses: [affected]', 'statuses.0', '`accepted`, `not_affected`, `false_positive` or `fixed`'],
    ['longest: 14', 'longest', '`longest` must be a duration such as `30d`'],
  ])('refuses waivers: {%s}', (waivers, path, message) => {
    const [issue, ...others] = issuesOf(withRules('secrets: {critical: 0}', `waivers: {${waivers}}`));
    expect(issue).toMatchObject({ path: `environments.prod.waivers.${path}` });
    expect(issue?.message).toContain(message);
    expect(others).toEqual([]);
  });

  it('lets an environment take no waivers, whatever the one that it extends asks of them', () => {
    const source = `version: 1
environments:
  dev: {secrets: {critical: 0}, waivers: {longest: 90d}}
  prod: {extends: dev, waivers: {statuses: []}}
`;
    expect(parsePolicy(source).environments[1]?.settings.waivers).toEqual({ longest: '90d', statuses: [] });
  });

  it('lays kinds of missing data over each other, and lets one word for all replace them', () => {
    const [, stage, prod] = parsePolicy(`version: 1
environments:
  dev: {secrets: {critical: 0}, evidence: {missingData: {image: accept, exploitation: accept}}}
  stage: {extends: dev, evidence: {missingData: {exploitation: unknown}}}
  prod: {extends: stage, evidence: {missingData: unknown}}
`).environments.map(({ settings }) => settings.evidence?.missingData);
    expect([stage, prod]).toEqual([{ image: 'accept', exploitation: 'unknown' }, 'unknown']);
  });

  describe('a misspelt key', () => {
    /** What is no section of an environment. */
    const BESIDE_RULES = new Set(['environment', 'scan']);
    const sections = Object.entries(policySchema.definitions).flatMap(([name, definition]) =>
      'properties' in definition && !BESIDE_RULES.has(name)
        ? [[name, Object.keys(definition.properties)] as const]
        : [],
    );
    const keys = sections.flatMap(([section, names]) => names.map((key) => [section, key] as const));

    it.each(keys)('%s.%s is pointed at and put right', (section, key) => {
      const misspelt = `${key.slice(0, 2)}${key.slice(3)}`;
      expect(issuesOf(withRules(`${section}:`, `  ${misspelt}: 0`))).toMatchObject([
        { line: 5, column: 7, path: `environments.prod.${section}.${misspelt}`, suggestion: key },
      ]);
    });

    it.each(Object.keys(policySchema.definitions.scan.properties))('scan.%s is pointed at and put right', (key) => {
      const misspelt = `${key.slice(0, 2)}${key.slice(3)}`;
      const source = 'version: 1\nenvironments:\n  prod: {secrets: {critical: 0}}\nscan:\n';
      expect(issuesOf(`${source}  ${misspelt}: 0\n`)).toMatchObject([
        { line: 5, column: 3, path: `scan.${misspelt}`, suggestion: key },
      ]);
    });

    it.each(Object.keys(policySchema.definitions.environment.properties))('%s is pointed at and put right', (key) => {
      const misspelt = `${key}x`;
      expect(issuesOf(withRules('secrets: {critical: 0}', `${misspelt}: {}`))).toMatchObject([
        { line: 5, column: 5, path: `environments.prod.${misspelt}`, suggestion: key },
      ]);
    });
  });

  describe('whatever it is given', () => {
    const words = fc.constantFrom(
      'version',
      'environments',
      'prod',
      'stage',
      'extends',
      'vulnerabilities',
      'critical',
      'any',
      'grace',
      '7d',
      '0',
      '1',
      '{',
      '}',
      '[',
      ']',
      ':',
      ': ',
      ',',
      '-',
      '\n',
      '\n  ',
      '\n    ',
      '&a',
      '*a',
      '<<',
      '!t',
      '#',
      '"',
      "'",
      '|',
      '>',
      '?',
      '%',
      '@',
      '\t',
      '---',
      '...',
      '__proto__',
      'null',
      '~',
      '.inf',
      '\uFEFF',
      '\u0000',
    );

    it('either reads it or says where it is wrong', () => {
      const source = fc.oneof(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.array(words, { maxLength: 60 }).map((parts) => parts.join('')),
      );
      fc.assert(
        fc.property(source, (text) => {
          const lines = text.split(/\r\n|\r|\n/).length;
          expect(issuesOf(text).every(({ line, column }) => line >= 1 && line <= lines + 1 && column >= 1)).toBe(true);
        }),
        { numRuns: 500 },
      );
    });

    it('says where a policy is wrong that was right before a letter was lost', () => {
      fc.assert(
        fc.property(fc.nat(SHIPPED.length - 1), fc.constantFrom('', ' ', ':', '\n', '{', 'x'), (at, put) => {
          expect(issuesOf(SHIPPED.slice(0, at) + put + SHIPPED.slice(at + 1)).every(({ line }) => line >= 1)).toBe(
            true,
          );
        }),
        { numRuns: 200 },
      );
    });
  });
});

describe('the scan part of a policy', () => {
  const SOURCE = 'version: 1\nenvironments:\n  prod:\n    secrets:\n      critical: 0\nscan:\n';

  it('is read beside the environments', () => {
    const { scan } = parsePolicy(`${SOURCE}  look: [secrets]\n  timeout: 5m\n`);
    expect(scan).toEqual({ look: ['secrets'], timeout: '5m' });
  });

  it('takes no container that is named by a tag', () => {
    expect(issuesOf(`${SOURCE}  containers:\n    trivy: aquasec/trivy:latest\n`)).toMatchObject([
      { line: 8, path: 'scan.containers.trivy' },
    ]);
  });
});

describe('the retention of a policy', () => {
  const withRetention = (value: string): string =>
    `version: 1\nenvironments:\n  prod:\n    secrets:\n      critical: 0\nretention:\n  reports: ${value}\n`;

  it('is read beside the environments, and left out where nothing is removed', () => {
    expect(parsePolicy(withRetention('180d')).retention).toEqual({ reports: '180d' });
    expect(parsePolicy(SHIPPED).retention).toBeUndefined();
  });

  it.each(['0d', '5h', '90m', 'any', '180', '-1d', '"1d "'])('is no less than days: %s', (value) => {
    expect(issuesOf(withRetention(value))).toEqual([
      expect.objectContaining({ path: 'retention.reports', line: 7, column: 12 }),
    ]);
  });
});
