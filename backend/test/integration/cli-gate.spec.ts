import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Verdict } from '../../src/core/gate/verdict.js';
import type { WayJson } from '../../src/core/path/way-json.js';
import { fingerprintOf } from '../../src/core/signatures/key-fingerprint.js';
import { attestedVex } from '../factories/attested-vex.js';
import { PLIMSOLL } from './built.js';

/** Four findings, one critical and fixable; no date of its own. */
const MANIFEST = fileURLToPath(new URL('../../../package.json', import.meta.url));
const FAILING = fileURLToPath(new URL('../fixtures/cli/alpine-3.14.trivy.json', import.meta.url));

/** About another image; looked for nothing. */
const OTHER = fileURLToPath(new URL('../fixtures/cli/juice-shop-empty.trivy.json', import.meta.url));

const POLICY = `version: 1
environments:
  dev:
    vulnerabilities:
      critical: 5
  stage:
    extends: dev
    evidence:
      scanAge: 7d
  prod:
    extends: stage
    vulnerabilities:
      critical: 0
`;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe('plimsoll gate', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-cli-'));
    await writeFile(join(folder, 'security-config.yml'), POLICY);
  });

  afterAll(() => rm(folder, { recursive: true }));

  /** Runs the command in the folder with the policy; `at` is fixed unless given. */
  function gate(...words: string[]): Promise<Ended> {
    const at = words.includes('--at') ? [] : ['--at', '2024-10-29T00:00:00Z'];
    return plimsoll(['gate', ...words, ...at]);
  }

  function plimsoll(
    words: readonly string[],
    options: { env?: NodeJS.ProcessEnv; stdin?: string } = {},
  ): Promise<Ended> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [PLIMSOLL, ...words], {
        cwd: folder,
        env: { PATH: process.env['PATH'], ...options.env },
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      let [stdout, stderr] = ['', ''];
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, stdout, stderr }));
      if (options.stdin === undefined) child.stdin.end();
      else createReadStream(options.stdin).pipe(child.stdin);
    });
  }

  it.each(['table', 'markdown', 'junit', 'sarif', 'json'])(
    'gives no runner of a pipeline a command, whatever a report names, as %s',
    async (format) => {
      const hostile = '::error::a\n::add-mask::b\r::stop-commands::c\t##[add-path]d ##vso[task.complete]e';
      const report = JSON.parse(await readFile(FAILING, 'utf8')) as {
        Results: { Target: string; Vulnerabilities?: Record<string, unknown>[] }[];
      };
      for (const result of report.Results) {
        result.Target = hostile;
        for (const found of result.Vulnerabilities ?? []) {
          Object.assign(found, {
            PkgName: hostile,
            PkgIdentifier: {},
            InstalledVersion: hostile,
            FixedVersion: hostile,
          });
          Object.assign(found, { Title: hostile, VulnerabilityID: hostile, Severity: 'CRITICAL' });
        }
      }
      const name = '::error::report.json';
      await writeFile(join(folder, name), JSON.stringify({ ...report, Trivy: { Version: hostile } }));
      const { code, stdout, stderr } = await gate(name, '-e', 'prod', '--limit', 'all', '-o', format);
      expect(code).toBe(1);
      expect(stdout).toContain('error::a');
      const lines = `${stdout}\n${stderr}`.split(/[\n\r\v\f\u0085\u2028\u2029]/);
      expect(lines.filter((line) => line.trimStart().startsWith('::') || /##\w*\[/.test(line))).toEqual([]);
    },
  );

  it('exits 0 for a pass, says so on stdout and nothing on stderr', async () => {
    const { code, stdout, stderr } = await gate(FAILING, '-e', 'dev');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('✓ Can ship to dev');
  });

  it('exits 1 for a fail and says what to upgrade', async () => {
    const { code, stdout } = await gate(FAILING, '-e', 'prod');
    expect(code).toBe(1);
    expect(stdout).toContain('✗ Cannot ship to prod');
    expect(stdout).toMatch(/critical +CVE-2020-9999 +generatedSample +32:9\.11\.13-6\.el8_2\.1 +32:9\.11\.20-5\.el8/);
    expect(stdout).not.toContain('\u001b');
  });

  it('exits 3 for an unknown', async () => {
    const { code, stdout } = await gate(OTHER, '-e', 'stage');
    expect(code).toBe(3);
    expect(stdout).toContain('? Unknown for stage');
  });

  it('says which of two reports replaces the other, and what of it does not count', async () => {
    const report = JSON.parse(await readFile(FAILING, 'utf8')) as object;
    const written = async (name: string, facts: object): Promise<string> => {
      await writeFile(join(folder, name), JSON.stringify({ ...report, ...facts }));
      return name;
    };
    const older = await written('older.json', { CreatedAt: '2024-10-27T00:00:00Z' });
    const newer = await written('newer.json', { CreatedAt: '2024-10-28T00:00:00Z', Results: [{ Class: 'os-pkgs' }] });
    for (const reports of [
      [older, newer],
      [newer, older],
    ]) {
      const { code, stderr } = await gate(...reports, '-e', 'prod');
      expect(code).toBe(0);
      expect(stderr).toContain(
        'plimsoll: older.json: replaced by newer.json, a newer trivy scan of the same target (2024-10-28 00:00 UTC); ' +
          'its vulnerabilities do not count.\n',
      );
    }
    const sources = await written('sources.json', {
      CreatedAt: '2024-10-28T00:00:00Z',
      ArtifactName: '.',
      ArtifactType: 'filesystem',
      Results: [{ Class: 'lang-pkgs' }],
    });
    const both = await gate(older, sources, '-e', 'prod');
    expect(both.code).toBe(1);
    expect(both.stderr).not.toContain('replaced');
  });

  it('answers for several environments in the policy’s order; the worst decides the exit code', async () => {
    const { code, stdout } = await gate(FAILING, '-e', 'prod', '-e', 'dev', '--output', 'json');
    const verdicts = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { environment: string; outcome: string });
    expect(code).toBe(1);
    expect(verdicts.map(({ environment, outcome }) => [environment, outcome])).toEqual([
      ['dev', 'pass'],
      ['prod', 'fail'],
    ]);
    expect((await gate(FAILING, '-e', 'all', '--output', 'json')).stdout.split('\n')).toHaveLength(4);
  });

  it('gives the same bytes for the same report, policy and instant', async () => {
    const first = await gate(FAILING, '-e', 'prod', '-o', 'json');
    expect(await gate(FAILING, '-e', 'prod', '-o', 'json')).toEqual(first);
    expect(JSON.parse(first.stdout)).toMatchObject({
      outcome: 'fail',
      image: 'alpine',
      digest: 'sha256:e1c082e3d3c45cccac829840a25941e679c25d438cc8412c2fa221cf1a824e6a',
      evaluatedAt: '2024-10-29T00:00:00.000Z',
    });
  });

  it('reads standard input, gzip and brotli', async () => {
    const bytes = await readFile(FAILING);
    await writeFile(join(folder, 'report.json.gz'), gzipSync(bytes));
    await writeFile(join(folder, 'report.json.br'), brotliCompressSync(bytes));
    const plain = await gate(FAILING, '-e', 'prod', '-o', 'json');
    const words = ['-e', 'prod', '-o', 'json'];
    expect((await gate('report.json.gz', ...words)).stdout).toBe(plain.stdout);
    expect((await gate('report.json.br', ...words)).stdout).toBe(plain.stdout);
    const piped = await plimsoll(['gate', '-', ...words, '--at', '2024-10-29T00:00:00Z'], { stdin: FAILING });
    expect(piped).toEqual(plain);
  });

  it('refuses reports about different artifacts unless one is named', async () => {
    const { code, stdout, stderr } = await gate(FAILING, OTHER, '-e', 'prod');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('different artifacts');
    const digest = `sha256:${'0'.repeat(64)}`;
    const words = [FAILING, OTHER, '-e', 'prod', '--digest', digest, '--image', 'acme/api', '-o', 'json'];
    const refused = await gate(...words);
    expect(refused).toMatchObject({ code: 4, stdout: '' });
    expect(refused.stderr).toContain('a report does not fit what it is filed for:');
    expect(refused.stderr).toContain(`and it is filed for ${digest}. Scan the image by the digest`);
    const lenient = join(folder, 'lenient.yml');
    await writeFile(lenient, `${POLICY}    evidence:\n      mismatch: accept\n`);
    const named = await gate(...words, '--policy', lenient);
    expect(JSON.parse(named.stdout)).toMatchObject({ image: 'acme/api', digest });
  });

  it.each([
    ['an unknown option', ['--enviroment', 'prod'], '--environment'],
    ['no environment', [], '--environment'],
    ['an unknown environment', ['-e', 'prd'], 'Did you mean prod?'],
    ['an unknown output', ['-e', 'prod', '-o', 'yaml'], 'sarif'],
    ['a policy that is not there', ['-e', 'prod', '-p', 'none.yml'], 'none.yml'],
    ['an image that is no name', ['-e', 'prod', '--image', 'x@sha256:00'], '--image'],
    ['waivers that are not there', ['-e', 'prod', '-w', 'none.yml'], 'none.yml'],
    ['a digest that is none', ['-e', 'prod', '--digest', 'latest'], 'sha256:'],
    ['an instant that is none', ['-e', 'prod', '--at', 'yesterday'], '2026-11-21T12:00:00Z'],
  ])('exits 2 for %s', async (_, words, message) => {
    const { code, stdout, stderr } = await gate(FAILING, ...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('exits 2 for a policy with mistakes and says where they are', async () => {
    await writeFile(join(folder, 'bad.yml'), POLICY.replace('critical: 5', 'critcal: 5'));
    const { code, stderr } = await gate(FAILING, '-e', 'prod', '-p', 'bad.yml');
    expect(code).toBe(2);
    expect(stderr).toMatch(/bad\.yml:5:7 .*critcal.*did you mean critical\?/);
  });

  it.each([
    ['is not there', 'missing.json', null, 'no such file'],
    ['is empty', 'empty.json', '', ''],
    ['is cut off', 'cut.json', '{"SchemaVersion": 2, "Results": [', ''],
    ['is no report', 'other.json', '{"hello": "world"}', ''],
    ['is gzip that is cut off', 'cut.json.gz', gzipSync('{"a": 1}').subarray(0, 12), 'unexpected end of file'],
  ])('exits 4 for a report that %s', async (_, name, content, message) => {
    if (content !== null) await writeFile(join(folder, name), content);
    const { code, stdout, stderr } = await gate(name, '-e', 'prod');
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toContain(name);
    expect(stderr).toContain(message);
  });

  it('has not failed the image where only the answer cannot be written', async () => {
    const full = await open('/dev/full', 'w');
    const child = spawn(process.execPath, [PLIMSOLL, 'gate', FAILING, '-e', 'dev'], {
      cwd: folder,
      stdio: ['ignore', full.fd, 'pipe'],
    });
    const said = await text(child.stderr ?? Readable.from([]));
    expect(child.exitCode ?? (await once(child, 'exit'))[0]).toBe(4);
    expect(said).toContain('plimsoll: the answer cannot be written');
    await full.close();
  });

  it('tells its version', async () => {
    const { version } = JSON.parse(await readFile(MANIFEST, 'utf8')) as { version: string };
    expect(await plimsoll(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` });
  });

  it('takes a waiver into account, and not one that has expired', async () => {
    const waiver = (expiresAt: string) => `waivers:
  - id: w1
    scope:
      advisory: CVE-2020-9999
    status: accepted
    justification: Behind a firewall.
    author: ada
    expiresAt: ${expiresAt}
`;
    const elsewhere = waiver('2024-11-30').replace('    status', '      environments: [prd]\n    status');
    await writeFile(join(folder, 'waivers.yml'), elsewhere);
    expect(await gate(FAILING, '-e', 'prod', '-w', 'waivers.yml')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        'the waiver w1 is for the environment prd, which the policy has not. Did you mean prod?',
      ) as string,
    });
    await writeFile(join(folder, 'waivers.yml'), waiver('2024-11-30'));
    expect((await gate(FAILING, '-e', 'prod', '-w', 'waivers.yml')).code).toBe(0);
    await writeFile(join(folder, 'waivers.yml'), waiver('2024-10-01'));
    expect((await gate(FAILING, '-e', 'prod', '-w', 'waivers.yml')).code).toBe(1);
  });

  it('applies VEX documents where the policy honours them, names them, and says what is not applied and why', async () => {
    const statement = (cve: string, product: string) => ({
      vulnerability: { name: cve },
      products: [{ '@id': product }],
      status: 'not_affected',
      justification: 'vulnerable_code_not_in_execute_path',
    });
    const image = 'alpine@sha256:e1c082e3d3c45cccac829840a25941e679c25d438cc8412c2fa221cf1a824e6a';
    const document = {
      '@context': 'https://openvex.dev/ns/v0.2.0',
      '@id': 'https://acme.example/vex/7',
      author: 'Acme Product Security',
      timestamp: '2024-10-01T00:00:00Z',
      version: 1,
      statements: [
        statement('CVE-2020-9999', image),
        statement('CVE-2020-9999', 'pkg:oci/other'),
        statement('CVE-1999-1', image),
      ],
    };
    await writeFile(join(folder, 'acme.json'), JSON.stringify(document));
    const evidence = (from: string) => `${POLICY}    evidence:\n      vexFrom: [${from}]\n`;
    await writeFile(join(folder, 'honours.yml'), evidence("'author:Acme *'"));
    await writeFile(join(folder, 'senders.yml'), evidence("'token:vex-mirror'"));

    const words = [FAILING, '-e', 'prod', '--vex', 'acme.json'];
    expect(await gate(...words, '--policy', 'honours.yml', '--output', 'json')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('1 excluded by VEX (https://acme.example/vex/7)') as string,
      stderr: expect.stringContaining('acme.json: prod: 1 of 3 statements applied to 1 finding; ') as string,
    });
    const told = await gate(...words, '--policy', 'honours.yml', '--verbose');
    expect(told.stderr).toContain(
      'acme.json: /statements/1 on CVE-2020-9999 is not applied: It is on another product: pkg:oci/other; ',
    );
    expect(told.stderr).toContain(
      'acme.json: /statements/2 on CVE-1999-1 is not applied: No finding of the artifact is CVE-1999-1.',
    );
    expect(await gate(...words)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('honours no VEX documents') as string,
    });
    expect((await gate(...words, '--policy', 'senders.yml')).code).toBe(1);

    // The subject of an attestation is the artifact's digest.
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const digests = ['sha256:e1c082e3d3c45cccac829840a25941e679c25d438cc8412c2fa221cf1a824e6a'];
    await writeFile(join(folder, 'signed.json'), attestedVex(document, { key: privateKey, digests }));
    await writeFile(join(folder, 'acme.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
    const another = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
    await writeFile(join(folder, 'other.pub'), another.export({ type: 'spki', format: 'pem' }));
    await writeFile(join(folder, 'keys.yml'), evidence(`'key:${fingerprintOf(publicKey)}'`));
    const signed = [FAILING, '-e', 'prod', '--policy', 'keys.yml', '--vex', 'signed.json'];
    expect(await gate(...signed, '--vex-key', 'other.pub', 'acme.pub')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('; 1 of them excluded by VEX.') as string,
    });
    expect(await gate(...signed)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('that was given') as string,
    });
    expect(await gate(...signed, '--vex-key', 'other.pub')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('signed.json: is signed with none of the keys') as string,
    });

    await writeFile(join(folder, 'broken.json'), JSON.stringify({ ...document, timestamp: 'soon' }));
    expect(await gate(FAILING, '-e', 'prod', '--vex', 'acme.json', 'broken.json')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('broken.json: the document is not valid at /timestamp') as string,
    });
    expect(await gate(FAILING, '-e', 'prod', '--vex', 'gone.json')).toMatchObject({ code: 2, stdout: '' });
  });

  it('says by which upgrades it passes: plimsoll path', async () => {
    const path = (...words: string[]) => plimsoll(['path', FAILING, '--at', '2024-10-29T00:00:00Z', ...words]);
    await writeFile(
      join(folder, 'licences.yml'),
      'version: 1\nenvironments: {stage: {evidence: {require: [licences]}}}\n',
    );
    const [told, json, markdown, shut] = await Promise.all([
      path('-e', 'prod'),
      path('-e', 'all', '--output', 'json'),
      path('-e', 'prod', '--output', 'markdown'),
      path('-e', 'stage', '--policy', 'licences.yml'),
    ]);
    expect(told.code).toBe(0);
    expect(told.stdout).toContain('1 upgrade, and prod passes.');
    expect(told.stdout).toMatch(/\nDockerfile\n {2}RUN dnf upgrade --assumeyes generatedSample && /);
    const ways = json.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as WayJson);
    expect(ways.map(({ environment, before, after }) => [environment, before.outcome, after.outcome])).toEqual([
      ['dev', 'pass', 'pass'],
      ['stage', 'pass', 'pass'],
      ['prod', 'fail', 'pass'],
    ]);
    expect(markdown.stdout).toMatch(/^### 1 upgrade, and prod passes\.\n\n- Upgrade /);
    // No upgrade stands in for a scan.
    expect(shut.code).toBe(3);
    expect(shut.stdout).toContain('No upgrade makes stage pass: there is also 1 other rule.');
    expect(shut.stdout).toContain('evidence.require: ');
  });

  it('compares with the reports of what runs: --running', async () => {
    await writeFile(
      join(folder, 'introduced.yml'),
      'version: 1\nenvironments: {prod: {introduced: {critical: 0}, evidence: {subject: all}}}\n',
    );
    const asked = (...words: string[]) => gate(FAILING, '-e', 'prod', '--policy', 'introduced.yml', ...words);
    const [alone, same, twice] = await Promise.all([
      asked(),
      asked('--running', FAILING, '--output', 'json'),
      gate('-', '-e', 'prod', '--running', '-'),
    ]);
    expect(alone.code).toBe(3);
    expect(alone.stdout).toContain('What runs in prod is not known here');
    const { inputs, reasons } = JSON.parse(same.stdout) as Verdict;
    expect(inputs.running?.reports).toHaveLength(1);
    expect(reasons.find(({ rule }) => rule === 'introduced.critical')).toMatchObject({ findingCount: 0 });
    expect(twice).toMatchObject({ code: 2, stderr: expect.stringContaining('can be read only once') as string });
  });

  it('falls back on the policy that Plimsoll ships with, and says so', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'plimsoll-cli-'));
    const child = spawn(process.execPath, [PLIMSOLL, 'gate', FAILING, '-e', 'prod'], { cwd: elsewhere });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.stdout.resume();
    const code = await new Promise((resolve) => child.once('close', resolve));
    await rm(elsewhere, { recursive: true });
    expect(code).toBe(1);
    expect(stderr).toContain('using the default policy');
  });

  it('colours where FORCE_COLOR asks for it, unless --no-color forbids it', async () => {
    const words = ['gate', FAILING, '-e', 'prod'];
    const env = { FORCE_COLOR: '1' };
    expect((await plimsoll(words, { env })).stdout).toContain('\u001b[31m');
    expect((await plimsoll([...words, '--no-color'], { env })).stdout).not.toContain('\u001b');
  });

  it('keeps the exit code when nobody reads the answer', async () => {
    const child = spawn(process.execPath, [PLIMSOLL, 'gate', FAILING, '-e', 'prod', '-v'], { cwd: folder });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(1);
    expect(stderr).toBe('');
  });

  it('validates policies: 0 for valid ones, 2 and the places for others', async () => {
    await writeFile(
      join(folder, 'wrong.yml'),
      POLICY.replace('extends: stage', 'extends: stag').replace('scanAge', 'scanAg'),
    );
    const valid = await plimsoll(['validate']);
    expect(valid.code).toBe(0);
    expect(valid.stdout).toContain('security-config.yml is valid');
    const wrong = await plimsoll(['validate', 'security-config.yml', 'wrong.yml', 'none.yml']);
    expect(wrong.code).toBe(2);
    expect(wrong.stdout).toMatch(/^wrong\.yml:\d+:\d+ .*scanAg.*did you mean scanAge\?/m);
    expect(wrong.stdout).toMatch(/^none\.yml:1:1 There is no such file/m);
    const json = JSON.parse((await plimsoll(['validate', 'wrong.yml', '-o', 'json'])).stdout) as object[];
    expect(json).toEqual([expect.objectContaining({ file: 'wrong.yml', isValid: false, version: null })]);
  });

  it('teaches with examples', async () => {
    const { code, stdout } = await plimsoll(['gate', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('$ plimsoll gate');
    expect(stdout).toContain('Exit codes:');
  });
});
