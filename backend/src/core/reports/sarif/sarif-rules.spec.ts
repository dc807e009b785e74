import { parseReport } from '../parse-report.js';
import type { Scan } from '../scan.js';

type Json = Readonly<Record<string, unknown>>;

function read(tool: Json, results: readonly Json[], run: Json = {}): Promise<Scan> {
  const log = {
    version: '2.1.0',
    runs: [{ tool, results: results.map((result) => ({ message: { text: 'm' }, ...result })), ...run }],
  };
  return parseReport([Buffer.from(JSON.stringify(log))]);
}

const GUID = '1f6a2a1c-0e4c-4bd2-9d2f-6f6a5a1f0a11';
const RULE_GUID = '2a1b2c3d-0e4c-4bd2-9d2f-6f6a5a1f0a12';
const TOOL = {
  driver: { name: 'linter', rules: [{ id: 'A', defaultConfiguration: { level: 'note' } }] },
  extensions: [
    { name: 'first', rules: [{ id: 'A', properties: { 'security-severity': '5.5' } }] },
    {
      name: 'second',
      guid: GUID,
      rules: [
        { id: 'A', guid: RULE_GUID, properties: { 'security-severity': 9.8 } },
        { id: 'B', defaultConfiguration: { level: 'error' } },
      ],
    },
  ],
};

describe('the rule of a SARIF result', () => {
  it.each([
    ['the driver, where none is named', { ruleId: 'A' }, 'low'],
    ['an extension by index', { rule: { index: 0, toolComponent: { index: 0 } } }, 'medium'],
    ['an extension by name', { rule: { id: 'A', toolComponent: { name: 'second' } } }, 'critical'],
    ['an extension by GUID', { rule: { index: 0, toolComponent: { guid: GUID } } }, 'critical'],
    [
      'an extension by GUID in capitals',
      { rule: { id: 'A', toolComponent: { guid: GUID.toUpperCase() } } },
      'critical',
    ],
    ['a GUID of its own', { rule: { guid: RULE_GUID } }, 'critical'],
    ['a part of a hierarchical identifier', { ruleId: 'A/b/c' }, 'low'],
    ['the same in an extension', { ruleId: 'A/b', rule: { id: 'A/b', toolComponent: { index: 1 } } }, 'critical'],
    ['-1 for none', { ruleId: 'A', ruleIndex: -1 }, 'low'],
    [
      'the severest that may be meant, where the extension is not there',
      { rule: { index: 0, toolComponent: { name: 'third' } } },
      'critical',
    ],
    ['the same, where no extension is named and the driver has none', { rule: { index: 1 } }, 'high'],
  ])('is found in %s', async (_, result, severity) => {
    expect((await read(TOOL, [result])).problems[0]?.severity).toBe(severity);
  });

  const override = (level: string, descriptor: Json = { id: 'A' }): Json => ({
    executionSuccessful: true,
    ruleConfigurationOverrides: [{ descriptor, configuration: { level } }],
  });

  it.each([
    ['by identifier', [override('error')], {}, 'high'],
    ['by index', [override('error', { index: 0 })], {}, 'high'],
    ['of another rule', [override('error', { id: 'B' })], {}, 'low'],
    ['of another component', [override('error', { id: 'A', toolComponent: { index: 0 } })], {}, 'low'],
    ['beside its own level', [override('error')], { level: 'warning' }, 'medium'],
    ['of two invocations: the severest', [override('warning'), override('error')], {}, 'high'],
    [
      'of the invocation that is named',
      [override('warning'), override('error')],
      { provenance: { invocationIndex: 0 } },
      'medium',
    ],
    ['of a kind that has no level', [override('error')], { kind: 'review' }, 'unknown'],
  ])('is overridden %s', async (_, invocations, more, severity) => {
    const { problems } = await read(TOOL, [{ ruleId: 'A', ...more }], { invocations });
    expect(problems[0]?.severity).toBe(severity);
  });

  it.each([
    [{ kind: 'open' }, 'unknown'],
    [{ kind: 'review' }, 'unknown'],
    [{ kind: 'fail' }, 'low'],
    [{}, 'low'],
    [{ kind: 'open', level: 'error' }, 'high'],
    [{ level: 'none' }, 'unknown'],
    [{ properties: { 'security-severity': '9.1' } }, 'critical'],
    [{ properties: { 'security-severity': 'HIGH' } }, 'high'],
    [{ properties: { 'security-severity': '0.0' } }, 'low'],
  ])('rates %j as %s', async (result, severity) => {
    const scan = await read(TOOL, [{ ruleId: 'A', ...result }]);
    expect(scan.problems.map((problem) => problem.severity)).toEqual([severity]);
    expect(scan.warningCount).toBe(0);
  });

  it.each([['11'], [-1], ['much'], [true]])('warns of the score %j, and the level decides', async (score) => {
    const properties = { 'security-severity': score };
    const scan = await read({ driver: { name: 'linter', rules: [{ id: 'A', properties }] } }, [
      { ruleId: 'A', level: 'error' },
      { ruleId: 'A', level: 'error', properties },
    ]);
    expect(scan.problems.map(({ severity }) => severity)).toEqual(['high', 'high']);
    expect(scan.warnings.map(({ pointer }) => pointer)).toEqual([
      '/runs/0/results/0',
      '/runs/0/results/1/properties/security-severity',
    ]);
  });
});

describe('the subject of a SARIF result', () => {
  const at = (region: Json, fullyQualifiedName?: string): Json => ({
    physicalLocation: { artifactLocation: { uri: 'a.yaml' }, region: { startLine: 1, ...region } },
    ...(fullyQualifiedName !== undefined && { logicalLocations: [{ fullyQualifiedName }] }),
  });

  it.each([
    ['objects', 'linter', { locations: [at({}, 'web')] }, { locations: [at({}, 'cron')] }],
    ['columns', 'linter', { locations: [at({ startColumn: 2 })] }, { locations: [at({ startColumn: 9 })] }],
    ['offsets', 'linter', { locations: [at({ charOffset: 12 })] }, { locations: [at({ charOffset: 40 })] }],
    ['messages', 'linter', { message: { text: 'port 22' } }, { message: { text: 'port 23' } }],
    [
      'columns of a secret',
      'gitleaks',
      { locations: [at({ startColumn: 2 })] },
      { locations: [at({ startColumn: 9 })] },
    ],
  ])('tells %s apart', async (_, name, one, other) => {
    const { problems } = await read({ driver: { name } }, [
      { ruleId: 'A', ...one },
      { ruleId: 'A', ...other },
    ]);
    expect(new Set(problems.map(({ subject }) => subject)).size).toBe(2);
  });

  it('is never the text of a secret', async () => {
    const { problems } = await read({ driver: { name: 'gitleaks' } }, [
      { ruleId: 'A', message: { text: 'hunter2' }, locations: [at({})] },
    ]);
    expect(problems[0]?.subject).toBeNull();
  });
});
