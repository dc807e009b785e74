import { parseReport } from '../parse-report.js';
import type { Scan } from '../scan.js';

type Json = Readonly<Record<string, unknown>>;

function readRuns(runs: unknown): Promise<Scan> {
  return parseReport([Buffer.from(JSON.stringify({ version: '2.1.0', runs }))]);
}

function run(name: string, more: Json = {}, driver: Json = {}): Json {
  return { tool: { driver: { name, ...driver } }, results: [], ...more };
}

const said = (text: string, more: Json = {}): Json => ({ message: { text }, ...more });
const CVE = { ruleId: 'CVE-2024-1000', message: { text: 'x' } };

describe('SARIF runs that failed', () => {
  it.each([
    ['says so', { executionSuccessful: false }, 'The tool says that its run failed.'],
    ['says so with its exit code', { executionSuccessful: false, exitCode: 2 }, 'exit code 2'],
    [
      'describes its exit code',
      { executionSuccessful: false, exitCode: 2, exitCodeDescription: 'no database' },
      'no database',
    ],
    [
      'reports an error while it ran',
      { executionSuccessful: true, toolExecutionNotifications: [said('out of memory', { level: 'error' })] },
      'out of memory',
    ],
    [
      'reports an error of its configuration',
      { executionSuccessful: true, toolConfigurationNotifications: [said('no such ruleset', { level: 'error' })] },
      'no such ruleset',
    ],
    [
      'reports an exception',
      {
        executionSuccessful: false,
        toolExecutionNotifications: [{ level: 'error', message: { text: '' }, exception: { message: 'EOF' } }],
      },
      'EOF',
    ],
    ['was killed', { executionSuccessful: true, exitSignalName: 'SIGKILL' }, 'SIGKILL'],
    ['did not start', { executionSuccessful: false, processStartFailureMessage: 'not found' }, 'not found'],
    ['was killed, and does not say that it succeeded', { executionSuccessful: false, exitSignalNumber: 9 }, 'signal 9'],
  ])('is no evidence where the tool %s', async (_, invocation, message) => {
    const scan = await readRuns([run('Grype', { invocations: [invocation] })]);
    expect(scan).toMatchObject({ covers: [], attempted: ['match'] });
    expect(scan.failures.map((failure) => failure.message).join()).toContain(message);
  });

  it('tells a long story in one line', async () => {
    const toolExecutionNotifications = [said(`no\n${'x'.repeat(1000)}`, { level: 'error' })];
    const scan = await readRuns([
      run('Grype', { invocations: [{ executionSuccessful: true, toolExecutionNotifications }] }),
    ]);
    expect(scan.failures[0]?.message).toMatch(/^no x{496}…$/);
  });

  it.each([
    ['warns', { executionSuccessful: true, toolExecutionNotifications: [said('slow', { level: 'warning' })] }],
    ['says nothing of a level', { executionSuccessful: true, toolExecutionNotifications: [said('slow')] }],
    ['ends with a code of its own', { executionSuccessful: true, exitCode: 1 }],
    ['misuses the name of a signal', { executionSuccessful: true, exitSignalName: 'BUGS FOUND', exitCode: 1 }],
  ])('is evidence where the tool %s', async (_, invocation) => {
    const scan = await readRuns([run('Grype', { invocations: [invocation] })]);
    expect(scan).toMatchObject({ covers: ['match'], attempted: [], failures: [] });
  });

  it.each([
    ['its descriptor', {}, 'error'],
    [
      'an override',
      { notificationConfigurationOverrides: [{ descriptor: { id: 'N1' }, configuration: { level: 'error' } }] },
      'note',
    ],
  ])('takes the level of a notification from %s, and its text too', async (_, more, level) => {
    const notifications = [{ id: 'N1', messageStrings: { m: { text: 'no {0}' } }, defaultConfiguration: { level } }];
    const invocation = {
      executionSuccessful: true,
      toolExecutionNotifications: [{ descriptor: { id: 'N1' }, message: { id: 'm', arguments: ['database'] } }],
      ...more,
    };
    const scan = await readRuns([run('Grype', { invocations: [invocation] }, { notifications })]);
    expect(scan.failures.map(({ message }) => message)).toEqual(['no database']);
  });

  it.each([
    ['null results', [run('Grype', { results: null })], '/runs/0/results'],
    ['no results', [{ tool: { driver: { name: 'Grype' } } }], '/runs/0/results'],
    ['null runs', null, '/runs'],
    ['no runs', [], '/runs'],
  ])('covers nothing with %s', async (_, runs, pointer) => {
    const scan = await readRuns(runs);
    expect(scan.covers).toEqual([]);
    expect(scan.failures.map((failure) => failure.pointer)).toEqual([pointer]);
  });

  it('keeps what a failed run found, and spoils the same kind in the other runs of the log', async () => {
    const invocations = [{ executionSuccessful: false }];
    const scan = await readRuns([run('Grype', { results: [CVE], invocations }), run('Grype'), run('gitleaks')]);
    expect(scan).toMatchObject({ covers: ['secret'], attempted: ['match'] });
    expect(scan.claims).toHaveLength(1);
  });

  it('tells by what was found what a tool that is not known looked for', async () => {
    const scan = await readRuns([run('other', { results: [CVE], invocations: [{ executionSuccessful: false }] })]);
    expect(scan).toMatchObject({ covers: [], attempted: ['match'] });
  });

  it('covers nothing by a name that is not known', async () => {
    expect((await readRuns([run('renamed')])).covers).toEqual([]);
  });

  it.each([
    [[{ platform: 'linux/arm64' }], 'linux/arm64'],
    [[{ imagePlatform: 'linux/arm/v7' }], 'linux/arm/v7'],
    [[{ platform: 'linux/arm64' }, { platform: 'linux/amd64' }], null],
    [[{ platform: 'any' }], null],
  ])('reads the platform of %j as %s', async (properties, platform) => {
    const scan = await readRuns(properties.map((ofRun) => run('Grype', { properties: ofRun })));
    expect(scan.platform).toBe(platform);
  });
});
