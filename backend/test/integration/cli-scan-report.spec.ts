import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { startApi, type TestApi } from '../e2e/api.js';
import { PLIMSOLL } from './built.js';

const REPORT = fileURLToPath(new URL('../fixtures/cli/alpine-3.14.trivy.json', import.meta.url));

const POLICY = `version: 1
environments:
  prod:
    vulnerabilities: { critical: 100 }
    secrets: { critical: 0 }
    evidence: { mismatch: accept }
`;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What scripts/security-scan.sh calls, with a server to send to. */
describe('plimsoll scan-report', () => {
  let api: TestApi;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll scan-'));
    await writeFile(join(folder, 'security-config.yml'), POLICY);
    api = await startApi({ PLIMSOLL_POLICY_FILE: join(folder, 'security-config.yml') });
  });

  afterAll(async () => {
    await api.stop();
    await rm(folder, { recursive: true });
  });

  async function scanReport(env: NodeJS.ProcessEnv, ...words: string[]): Promise<Ended> {
    const scanned = join(folder, 'scanned');
    await rm(scanned, { recursive: true, force: true });
    await mkdir(scanned);
    const report = JSON.parse(await readFile(REPORT, 'utf8')) as { Metadata?: object };
    const ImageID = `sha256:${'12'.repeat(32)}`;
    await writeFile(
      join(scanned, 'trivy.json'),
      JSON.stringify({ ...report, Metadata: { ...report.Metadata, ImageID } }),
    );
    await writeFile(join(scanned, 'subject'), 'ghcr.io/acme/api:1.4\n');
    const args = [
      PLIMSOLL,
      'scan-report',
      scanned,
      '--environment',
      'prod',
      '--reports',
      join(folder, 'reports'),
      ...words,
    ];
    const child = spawn(process.execPath, args, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], ...env },
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await ended, stdout, stderr };
  }

  it('sends the report with what was looked for, and prints the verdict of the server with its link', async () => {
    const env = { PLIMSOLL_URL: api.url, PLIMSOLL_TOKEN: api.token };
    const { code, stdout, stderr } = await scanReport(env, '--output', 'json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const line = JSON.parse(stdout) as { image: string; digest: string; server: { outcome: string; link: string }[] };
    expect(line.image).toBe('ghcr.io/acme/api');
    expect(line.server).toMatchObject([{ environment: 'prod', outcome: 'pass' }]);
    const { items } = await api.read<{ items: { id: string; digest: string }[] }>('/api/v1/artifacts');
    expect(items).toMatchObject([{ digest: line.digest }]);
    expect(line.server[0]?.link).toBe(`${api.url}/artifacts/${items[0]?.id}`);
  });

  it('has the server decide, whatever the policy here says', async () => {
    await writeFile(join(folder, 'strict.yml'), POLICY.replace('critical: 100', 'total: 0'));
    const alone = await scanReport({}, '--policy', 'strict.yml', '--output', 'line');
    expect({ code: alone.code, stdout: alone.stdout }).toEqual({
      code: 1,
      stdout: expect.stringContaining('Cannot ship to prod'),
    });
    const env = { PLIMSOLL_URL: api.url, PLIMSOLL_TOKEN: api.token };
    const { code, stdout } = await scanReport(env, '--policy', 'strict.yml', '--output', 'line');
    expect(code).toBe(0);
    expect(stdout).toContain('The server says pass for prod: ');
  });

  it('has VEX documents count where the policy honours them, and says what they do', async () => {
    const statement = {
      vulnerability: { name: 'CVE-2020-9999' },
      products: [{ '@id': 'sha256:e1c082e3d3c45cccac829840a25941e679c25d438cc8412c2fa221cf1a824e6a' }],
      status: 'not_affected',
      impact_statement: 'It is not called.',
    };
    const document = { '@context': 'https://openvex.dev/ns/v0.2.0', '@id': 'acme-1', author: 'Acme', version: 1 };
    const dated = { ...document, timestamp: '2024-10-01T00:00:00Z', statements: [statement] };
    await writeFile(join(folder, 'acme.json'), JSON.stringify(dated));
    await writeFile(
      join(folder, 'vex.yml'),
      POLICY.replace('critical: 100', 'critical: 0').replace('accept', "accept, vexFrom: ['author:Acme']"),
    );
    const words = ['--policy', 'vex.yml', '--output', 'table'];
    expect((await scanReport({}, ...words)).code).toBe(1);
    const { code, stdout, stderr } = await scanReport({}, ...words, '--vex', 'acme.json');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'plimsoll: acme.json: prod: 1 of 1 statement applied to 1 finding.\n',
    });
    expect(stdout).toContain('; 1 of them excluded by VEX.');
    expect((await scanReport({}, ...words, '--vex', 'gone.json')).code).toBe(2);
  });

  it('a server that is not told what was looked for takes nothing for granted', async () => {
    const digest = `sha256:${'34'.repeat(32)}`;
    const bytes = await readFile(REPORT, 'utf8');
    const outcomes: string[] = [];
    for (const covers of ['', '&covers=match,secret']) {
      const { verdicts } = await api.take(bytes + ' '.repeat(covers.length), `?image=other&digest=${digest}${covers}`);
      outcomes.push(...verdicts.map(({ outcome }) => outcome));
    }
    expect(outcomes).toEqual(['unknown', 'pass']);
    expect((await api.send(bytes, `?image=other&digest=${digest}&covers=everything`)).status).toBe(400);
  });

  it('keeps nothing and exits 4 where the server does not answer, and 2 where it does not know the token', async () => {
    const reports = join(folder, 'reports');
    const before = existsSync(reports) ? await readdir(reports, { recursive: true }) : [];
    const silent = await scanReport({ PLIMSOLL_URL: 'http://127.0.0.1:1', PLIMSOLL_TOKEN: 'plm_x' });
    expect(silent.code).toBe(4);
    expect(silent.stderr).toContain('http://127.0.0.1:1 does not answer');
    const stranger = await scanReport({ PLIMSOLL_URL: api.url, PLIMSOLL_TOKEN: 'plm_stranger' });
    expect(stranger.code).toBe(2);
    expect(stranger.stderr).not.toContain('plm_stranger');
    expect((await scanReport({ PLIMSOLL_URL: api.url })).code).toBe(2);
    expect(await readdir(reports, { recursive: true })).toEqual(before);
  });
});
