import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Ended, execute, folderOfTools } from './command.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const SAMPLES = ['docs/samples/api-1.4.0.trivy.json', 'docs/samples/api-1.4.1.trivy.json'];
const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
const PROGRAM = 'plimsoll.cjs';
const TARBALL = `plimsoll-${version}.tgz`;
const SBOM = `plimsoll-${version}.cdx.json`;

/** What a release has beside its images, used where there is nothing of the checkout. */
describe('the files of a release', () => {
  let folder: string;
  let release: string;
  let elsewhere: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll release '));
    release = join(folder, 'release');
    elsewhere = join(folder, 'elsewhere');
    await folderOfTools(join(elsewhere, 'bin'), ['node', 'sh', 'env']);
    for (const sample of SAMPLES) await copyFile(join(ROOT, sample), join(elsewhere, basename(sample)));
    await build(release);
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** As scripts/build-release.mjs does once all is installed. */
  async function build(target: string): Promise<void> {
    const { href } = pathToFileURL(join(ROOT, 'scripts/lib/release-files.mjs'));
    const script = `const { writeReleaseFiles } = await import(${JSON.stringify(href)}); await writeReleaseFiles(process.argv[1]);`;
    const { code, stderr } = await execute(process.execPath, ['--input-type=module', '--eval', script, target], {
      cwd: ROOT,
      env: process.env,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  }

  /** The file itself, in a folder that has the sample reports and nothing else. */
  function plimsoll(...args: string[]): Promise<Ended> {
    return execute(join(release, PROGRAM), args, {
      cwd: elsewhere,
      env: { PATH: join(elsewhere, 'bin'), COLUMNS: '100' },
    });
  }

  it('are of one version, which the changelog describes', async () => {
    const workspaces = ['backend', 'frontend', 'testkit'];
    const manifests = await Promise.all(workspaces.map((name) => readFile(join(ROOT, name, 'package.json'), 'utf8')));
    expect(manifests.map((text) => (JSON.parse(text) as { version: string }).version)).toEqual(
      workspaces.map(() => version),
    );
    const changes = await readFile(join(ROOT, 'CHANGELOG.md'), 'utf8');
    expect(changes).toMatch(new RegExp(`^## \\[${version.replaceAll('.', '\\.')}\\] - \\d{4}-\\d\\d-\\d\\d$`, 'm'));
  });

  it('are these, each with its checksum', async () => {
    expect((await readdir(release)).toSorted()).toEqual(['SHA256SUMS', SBOM, TARBALL, PROGRAM].toSorted());
    const sums = (await readFile(join(release, 'SHA256SUMS'), 'utf8')).trimEnd().split('\n');
    const expected = await Promise.all([PROGRAM, TARBALL, SBOM].map(async (file) => `${await sha256(file)}  ${file}`));
    expect(sums).toEqual(expected);
  });

  it('are the same bytes again', async () => {
    const again = join(folder, 'again');
    await build(again);
    expect(await readFile(join(again, 'SHA256SUMS'), 'utf8')).toBe(await readFile(join(release, 'SHA256SUMS'), 'utf8'));
  });

  it('gate reports by the default policy, which is in the file', async () => {
    const [failing, passing] = await Promise.all(
      SAMPLES.map((sample) => plimsoll('gate', basename(sample), '--environment', 'prod')),
    );
    expect(failing).toMatchObject({ code: 1, stdout: expect.stringContaining('Way to green: 3 upgrades') });
    expect(failing?.stdout).toContain("How to read and fix this: docs/fix-a-failed-gate.md in Plimsoll's repository");
    expect(failing?.stderr).toContain(`the default policy of Plimsoll ${version}`);
    expect(passing?.code).toBe(0);
  });

  it('say the same as the checkout does', async () => {
    const args = ['gate', 'api-1.4.0.trivy.json', '--environment', 'all', '--output', 'json'];
    const policy = ['--policy', join(ROOT, 'security-config.yml')];
    const [ours, checkout] = await Promise.all([
      plimsoll(...args),
      execute(process.execPath, [join(ROOT, 'backend/bin/plimsoll.js'), ...args, ...policy], {
        cwd: elsewhere,
        env: process.env,
      }),
    ]);
    expect(verdictsOf(ours)).toEqual(verdictsOf(checkout));
    expect(verdictsOf(ours)).toContainEqual(
      expect.objectContaining({ environment: 'prod', outcome: 'fail', reasons: expect.any(Array) }),
    );
  });

  it.each([
    [['diff', 'api-1.4.0.trivy.json', 'api-1.4.1.trivy.json'], 0, 'CVE-2021-44906'],
    [['gate', 'api-1.4.0.trivy.json', '-e', 'prod', '--output', 'sarif'], 1, `"semanticVersion": "${version}"`],
    [['validate', 'own.yml'], 0, 'own.yml'],
    [['--version'], 0, `${version}\n`],
  ])('run %j', async (args, expected, said) => {
    await copyFile(join(ROOT, 'security-config.yml'), join(elsewhere, 'own.yml'));
    expect(await plimsoll(...args)).toMatchObject({ code: expected, stdout: expect.stringContaining(said) });
  });

  it('read an SBOM against the schema of its version', async () => {
    expect(await plimsoll('gate', join(release, SBOM), '--environment', 'dev')).toMatchObject({
      // It has components and no scan for vulnerabilities: not known is not passed.
      code: 3,
      stdout: expect.stringContaining('plimsoll'),
    });
  });

  it.each(['migrate status', 'token list', 'user list', 'audit verify', 'check-store'])(
    'refuse "%s", which is for where the database is',
    async (command) => {
      const { code, stdout, stderr } = await plimsoll(...command.split(' '));
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('in the backend image or in a checkout');
    },
  );

  it('end with 2, not with the code of a verdict, under a Node that is too old', async () => {
    const old = join(folder, 'old.cjs');
    const text = await readFile(join(release, PROGRAM), 'utf8');
    await writeFile(
      old,
      `Object.defineProperty(process, 'versions', { value: { node: '18.20.1' } });${withoutShebang(text)}`,
    );
    await chmod(old, 0o755);
    const { code, stderr } = await execute(process.execPath, [old, '--version'], { cwd: elsewhere, env: {} });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'plimsoll: needs Node 20.19 or newer; this is Node 18.20.1.\n',
    });
  });

  it('are installed by npm, without a registry', async () => {
    const prefix = join(folder, 'installed');
    const options = ['--global', '--offline', '--no-audit', '--no-fund', '--prefix', prefix];
    const { code, stderr } = await execute('npm', ['install', ...options, join(release, TARBALL)], {
      cwd: elsewhere,
      env: { ...process.env, npm_config_cache: join(folder, 'cache') },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const place = { cwd: elsewhere, env: { PATH: join(elsewhere, 'bin') } };
    expect(await execute(join(prefix, 'bin/plimsoll'), ['--version'], place)).toMatchObject({ stdout: `${version}\n` });
    const installed = join(prefix, 'lib/node_modules/plimsoll');
    expect(await readFile(join(installed, 'LICENSES-OF-OTHERS.txt'), 'utf8')).toMatch(/^commander \d/m);
    expect(existsSync(join(installed, 'docs/fix-a-failed-gate.md'))).toBe(true);
  });

  it('name what is bundled, with licences', async () => {
    const { components } = JSON.parse(await readFile(join(release, SBOM), 'utf8')) as {
      components: { name: string; purl: string; licenses: { license?: { id: string }; expression?: string }[] }[];
    };
    const names = components.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['commander', '@sigstore/verify', 'yaml']));
    expect(names.filter((name) => /^(?:pg|@prisma|@nestjs)/.test(name))).toEqual([]);
    expect(components.filter(({ licenses: [one] }) => (one?.license?.id ?? one?.expression ?? '') === '')).toEqual([]);
  });

  async function sha256(file: string): Promise<string> {
    return createHash('sha256')
      .update(await readFile(join(release, file)))
      .digest('hex');
  }
});

/** Without what another instant of the question changes. */
function verdictsOf({ stdout }: Ended): unknown[] {
  const verdicts = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return verdicts.map(({ environment, outcome, policyVersion, reasons }) => ({
    environment,
    outcome,
    policyVersion,
    reasons,
  }));
}

function withoutShebang(text: string): string {
  return text.slice(text.indexOf('\n'));
}
