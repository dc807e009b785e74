import { fileURLToPath } from 'node:url';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { KNOWN_ANSWERS, type ExpectedFinding, type KnownAnswer } from '../../../test/fixtures/known-answers/answers.js';
import { expectedOf, type GivenAnswer, saidIn } from '../../../test/factories/expected-answer.js';
import type { Finding } from '../../core/findings/finding.js';
import { upgradeOf } from '../../core/findings/fix-order.js';
import { nameOf } from '../../core/findings/order.js';
import type { Verdict } from '../../core/gate/verdict.js';
import { ExitCode } from '../exit-code.js';
import { artifactOfReports } from './artifact-of-reports.js';
import { gate, type Streams } from './gate.js';
import { GATE_OUTPUTS, type GateOptions, type GateOutput } from './gate.command.js';
import { readReports } from './read-reports.js';

/** After every report's own date: what tells of a time to come is refused. */
const AT = new Date('2026-11-29T12:00:00Z');

const POLICY = fileURLToPath(new URL('../../../../security-config.yml', import.meta.url));

const TAKEN = KNOWN_ANSWERS.filter(({ refused }) => refused === undefined);

const REFUSED = KNOWN_ANSWERS.flatMap(({ refused, ...answer }) =>
  refused === undefined ? [] : [{ ...answer, refused }],
);

const SECRET = KNOWN_ANSWERS.flatMap(({ never, ...answer }) => (never === undefined ? [] : [{ ...answer, never }]));

/** Small reports whose right answer is known, as `plimsoll gate` answers them by the policy that Plimsoll ships with. */
describe('Known answers by the command line', () => {
  it.each(TAKEN)('$kind: $files', async (answer) => {
    const given = await answerOf(answer);
    expect(given).toMatchObject(expectedOf(answer));
    expect(given.code).toBe(ExitCode[given.outcome]);
  });

  it.each(REFUSED)('$kind: $files', async (answer) => {
    const { code, stdout, stderr } = await gated(pathsOf(answer), 'table');
    expect({ code, stdout }).toEqual({ code: ExitCode.failedToRun, stdout: '' });
    expect(stderr).toMatch(answer.refused);
  });

  describe.each(SECRET)('$kind: $files', (answer) => {
    it.each(GATE_OUTPUTS)('says nowhere what it must not, as %s', async (output) => {
      const { stdout, stderr } = await gated(pathsOf(answer), output);
      expect(stdout).not.toBe('');
      expect(`${stdout}${stderr}`).not.toContain(answer.never);
    });
  });
});

async function answerOf(answer: KnownAnswer): Promise<GivenAnswer & { readonly code: number }> {
  const paths = pathsOf(answer);
  const reports = await readReports(paths, {}, Readable.from([]));
  const { facts } = artifactOfReports(reports, {}, AT.toISOString(), AT.toISOString());
  const { stdout, stderr, code } = await gated(paths, 'json');
  const verdict = JSON.parse(stdout) as Verdict;
  return {
    code,
    findings: facts.findings.map(told),
    findingCount: facts.findings.length,
    outcome: verdict.outcome,
    said: saidIn(verdict),
    platforms: facts.scans.map(({ platform }) => platform).sort(),
    isWarned: reports.some(({ scan }) => scan.warningCount > 0),
    componentCount: facts.componentCount,
    text: `${JSON.stringify(reports.map(({ scan }) => scan))}${stdout}${stderr}`,
  };
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function gated(paths: readonly string[], output: GateOutput): Promise<Ended> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const options: GateOptions = {
    environment: ['prod'],
    policy: POLICY,
    output,
    limit: Infinity,
    verbose: true,
    color: false,
  };
  const streams = { stdin: Readable.from([]), stdout, stderr } as unknown as Streams;
  let code: number;
  try {
    code = await gate(paths, options, streams, AT);
  } catch (error) {
    const failed = error as Error & { exitCode: number };
    code = failed.exitCode;
    stderr.write(failed.message);
  }
  stdout.end();
  stderr.end();
  return { code, stdout: await text(stdout), stderr: await text(stderr) };
}

function pathsOf({ files }: KnownAnswer): string[] {
  return files.map((file) => fileURLToPath(new URL(`../../../test/fixtures/known-answers/${file}`, import.meta.url)));
}

function told(finding: Finding): Required<ExpectedFinding> {
  const { kind, severity, component, path, fix, fixedVersions, epss, isKnownExploited } = finding;
  return {
    kind,
    severity,
    name: nameOf(finding),
    component: component?.name ?? '',
    version: component?.version ?? '',
    fix,
    fixedVersions,
    upgradeTo: upgradeOf(fixedVersions, component?.version ?? null, component?.type ?? '') ?? '',
    path: path ?? '',
    epss: epss ?? -1,
    isKnownExploited,
  };
}
