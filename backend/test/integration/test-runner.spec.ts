import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Ended, execute, interrupt } from './command.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const HELP = /There are lint, types, unit, integration, e2e, browser, shell\./;

/** What a terminal has, and nothing that the run has which this test belongs to. */
const ENV = { PATH: process.env['PATH'], HOME: process.env['HOME'] };

/** `npm test`, in a checkout that has one file of each kind and whose packages are installed. */
describe('scripts/test.mjs', () => {
  let checkout: string;

  beforeAll(async () => {
    checkout = await mkdtemp(join(tmpdir(), 'plimsoll test runner '));
    for (const name of ['scripts', 'testkit', 'package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', '.gitignore']) {
      await cp(join(ROOT, name), join(checkout, name), { recursive: true });
    }
    for (const workspace of ['backend', 'frontend']) {
      await mkdir(join(checkout, workspace));
      await cp(join(ROOT, workspace, 'package.json'), join(checkout, workspace, 'package.json'));
      await symlink(join(ROOT, workspace, 'node_modules'), join(checkout, workspace, 'node_modules'));
    }
    await cp(join(ROOT, '.oxlintrc.json'), join(checkout, '.oxlintrc.json'));
    await cp(join(ROOT, '.oxfmtrc.json'), join(checkout, '.oxfmtrc.json'));
    await symlink(join(ROOT, 'node_modules'), join(checkout, 'node_modules'));
    await file('scripts/lib/install.mjs', 'export const install = () => Promise.resolve();\n');
    await file('backend/test/integration/imports.spec.ts', "import { it } from './helper.js';\n");
    await file('backend/test/e2e/imports.spec.ts', "import { it } from './helper.js';\n");
    await file('backend/test/integration/names.spec.ts', "const FILE = 'gateway/nginx.conf';\n");
    await file('backend/test/integration/documents.spec.ts', "const FOLDER = 'docs';\n");
    await file('backend/test/integration/other.spec.ts', '');
    for (const args of [
      ['init', '--quiet', '--initial-branch=main'],
      ['add', '.'],
      ['-c', 'user.name=Ada', '-c', 'user.email=ada@plimsoll.example', 'commit', '--quiet', '--message=first'],
    ]) {
      await execute('git', args, { cwd: checkout, env: ENV });
    }
  });

  afterAll(() => rm(checkout, { recursive: true }));

  async function file(path: string, text: string): Promise<void> {
    await mkdir(join(checkout, path, '..'), { recursive: true });
    await writeFile(join(checkout, path), text);
  }

  function run(...args: string[]): Promise<Ended> {
    return execute(process.execPath, ['scripts/test.mjs', ...args], { cwd: checkout, env: ENV });
  }

  it.each([
    ['a suite that there is not', ['nope'], HELP],
    ['an option that there is not', ['--fast'], /There are --all and --changed\[=REVISION\]\./],
    ['a revision that there is not', ['--changed=nope'], /^No such revision: nope\.$/m],
  ])('refuses %s with 2, before anything runs', async (_, args, sentence) => {
    const { code, stdout, stderr } = await run(...args);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toContain('──');
  });

  it('ends with its sum, and with 1 where something failed', async () => {
    await file('scripts/wrong.mjs', 'debugger\n');
    try {
      const { code, stdout } = await run('lint');

      expect(code).toBe(1);
      // Lint and format find it; the direction of imports cannot be checked where there are none, which is no pass.
      expect(stdout).toMatch(/\n0 passed, 3 failed, 0 skipped\n$/);
    } finally {
      await rm(join(checkout, 'scripts/wrong.mjs'));
    }
  });

  it('runs two suites side by side where one of them waits, shows what each has said when it has ended, and counts both', async () => {
    const { code, stdout, stderr } = await run('integration', 'lint', 'shell');

    expect(code).toBe(1);
    const said: readonly string[] = stderr.match(/^(?:\w+ has begun|── \w+)$/gm) ?? [];
    expect(said.slice(0, 2).sort()).toEqual(['integration has begun', 'lint has begun']);
    expect(said.filter((line) => line.startsWith('── ')).sort()).toEqual(['── integration', '── lint', '── shell']);
    // The third begins when one of them has ended.
    expect(said.indexOf('shell has begun')).toBeGreaterThan(said.findIndex((line) => line.startsWith('── ')));
    expect(stdout).toMatch(/on \d+ files/);
    // There is nothing to build that integration tests need; lint finds fault with the files of this test, and no imports.
    expect(stderr).toContain('integration could not run: ');
    expect(stderr).toMatch(/^integration +0 passed, 1 failed, 0 skipped in \d+ s\nlint +1 passed, 2 failed/m);
    expect(stdout).toMatch(/\n\d passed, 3 failed, \d skipped\n$/);
  });

  it('runs nothing where nothing has changed, which is no failure', async () => {
    const { code, stdout, stderr } = await run('--changed');

    expect({ code, stdout }).toEqual({ code: 0, stdout: '0 passed, 0 failed, 0 skipped\n' });
    expect(stderr).toContain('0 changed files concern no suite.');
    expect(stderr).toContain('Not run at all: lint, types, unit, integration, e2e, browser, shell.');
  });

  it('looks with --changed at the changed files only, and names what it leaves out', async () => {
    await file('scripts/unchanged-until-now.mjs', 'export const one = 1;\n');
    try {
      const { code, stdout, stderr } = await run('--changed', 'lint', 'shell');

      expect({ code, last: stdout.trim().split('\n').at(-1) }).toEqual({
        code: 0,
        last: '2 passed, 0 failed, 0 skipped',
      });
      expect(stdout).toMatch(/on 1 file\b/);
      expect(stderr).toContain('1 changed files concern lint.');
      expect(stderr).toContain('Not run at all: shell.');
    } finally {
      await rm(join(checkout, 'scripts/unchanged-until-now.mjs'));
    }
  });

  it.each<[string, Record<string, string[]>]>([
    ['backend/src/a.ts', { lint: ['backend/src/a.ts'], types: ['backend/src/a.ts'], unit: ['backend/src/a.ts'] }],
    ['backend/test/integration/helper.ts', { integration: ['backend/test/integration/imports.spec.ts'] }],
    ['backend/test/e2e/helper.ts', { integration: [], e2e: ['backend/test/e2e/imports.spec.ts'] }],
    ['gateway/nginx.conf', { integration: ['backend/test/integration/names.spec.ts'] }],
    ['docs/cli.md', { integration: ['backend/test/integration/documents.spec.ts'] }],
    ['frontend/e2e/a.spec.ts', { browser: ['frontend/e2e/a.spec.ts'] }],
    ['scripts/a.sh', { shell: ['scripts/a.sh'] }],
  ])('knows what %s concerns', async (path, expected) => {
    await file(path, '');
    const program = `
      const { changedFiles, concerned } = await import(${JSON.stringify(join(checkout, 'scripts/lib/changed.mjs'))});
      console.log(JSON.stringify(await concerned(await changedFiles(''))));`;
    try {
      const { stdout } = await execute(process.execPath, ['--input-type=module', '--eval', program], {
        cwd: checkout,
        env: ENV,
      });
      expect(JSON.parse(stdout)).toMatchObject(expected);
    } finally {
      await rm(join(checkout, path));
    }
  });

  it('names each test that failed, and each file that could not be loaded', async () => {
    const files = {
      'backend/jest.config.js': "export default { testMatch: ['**/sample-*.js'], transform: {} };\n",
      'backend/sample-tests.js': "it('holds', () => {}); it('breaks', () => { throw new Error('it did'); });\n",
      'backend/sample-torn.js': "it('is torn'\n",
    };
    for (const [path, text] of Object.entries(files)) await file(path, text);
    const program = `
      const { unit } = await import(${JSON.stringify(join(checkout, 'scripts/lib/jest.mjs'))});
      const { failureLines } = await import(${JSON.stringify(join(checkout, 'scripts/lib/durations.mjs'))});
      const { durations, ...counted } = await unit();
      console.log(JSON.stringify({ counted, lines: failureLines(durations) }));`;
    try {
      const { stdout } = await execute(process.execPath, ['--input-type=module', '--eval', program], {
        cwd: checkout,
        env: ENV,
      });
      const { counted, lines } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
      expect(counted).toEqual({ passed: 1, failed: 2, skipped: 0 });
      expect(lines.sort()).toEqual([
        'failed: unit, backend/sample-tests.js: breaks',
        'failed: unit, backend/sample-torn.js: (loading, before and after its tests)',
      ]);
    } finally {
      for (const path of Object.keys(files)) await rm(join(checkout, path));
    }
  });

  it('ends with 130 and a failure where it is interrupted, and begins no other suite', async () => {
    // Lasts for as long as it is let.
    const tool = join(checkout, 'shellcheck');
    await writeFile(tool, '#!/bin/sh\ntouch "$0.begun"\nexec sleep 60\n', { mode: 0o755 });
    const place = { cwd: checkout, env: { ...ENV, PATH: `${checkout}:${ENV.PATH}` } };
    const signal = { name: 'SIGINT', toAll: false, isDue: () => exists(`${tool}.begun`) } as const;
    try {
      const ended = await interrupt(process.execPath, ['scripts/test.mjs', 'shell', 'lint'], place, signal);

      expect(ended).toMatchObject({ code: 130, stdout: expect.stringMatching(/^0 passed, 2 failed, 0 skipped\n$/m) });
      expect(ended.stderr).toContain('── shell');
      expect(ended.stderr).not.toContain('── lint');
    } finally {
      await rm(tool);
      await rm(`${tool}.begun`, { force: true });
    }
  });
});

async function exists(path: string): Promise<boolean> {
  return readFile(path).then(
    () => true,
    () => false,
  );
}

/** `npm run test:all`, where both runners are replaced by ones that say what they were asked for. */
describe('scripts/test-all.mjs', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll test all '));
    for (const name of ['scripts/lib', 'scripts/test-all.mjs', 'testkit']) {
      await cp(join(ROOT, name), join(folder, name), { recursive: true });
    }
  });

  afterAll(() => rm(folder, { recursive: true }));

  async function runners(tally: string, withDocker: string): Promise<void> {
    const program = (sum: string) => `
      if (process.env.PLIMSOLL_TEST_TIER !== 'all') throw new Error('not asked for all');
      console.log('${sum}');
      process.exitCode = / 0 failed/.test('${sum}') ? 0 : 1;`;
    await writeFile(join(folder, 'scripts/test.mjs'), program(tally));
    await writeFile(join(folder, 'scripts/test-containers.mjs'), program(withDocker));
  }

  async function runWith(docker: string): Promise<Ended> {
    await mkdir(join(folder, 'bin'), { recursive: true });
    await writeFile(join(folder, 'bin/docker'), `#!/bin/sh\n${docker}\n`, { mode: 0o755 });
    return execute(process.execPath, ['scripts/test-all.mjs'], {
      cwd: folder,
      env: { PATH: `${join(folder, 'bin')}:${ENV.PATH}` },
    });
  }

  it('asks both runners for all, and ends with the sum of both', async () => {
    await runners('3 passed, 0 failed, 1 skipped', '4 passed, 0 failed, 0 skipped');

    expect(await runWith('exit 0')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/\n7 passed, 0 failed, 1 skipped\n$/),
    });
  });

  it('fails where one of them does', async () => {
    await runners('3 passed, 0 failed, 0 skipped', '4 passed, 1 failed, 0 skipped');

    expect(await runWith('exit 0')).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/\n7 passed, 1 failed, 0 skipped\n$/),
    });
  });

  it('says where Docker does not answer, and runs the rest', async () => {
    await runners('3 passed, 0 failed, 0 skipped', '4 passed, 1 failed, 0 skipped');

    const { code, stdout, stderr } = await runWith('exit 1');

    expect({ code, last: stdout.trim().split('\n').at(-1) }).toEqual({
      code: 0,
      last: '3 passed, 0 failed, 0 skipped',
    });
    expect(stderr).toContain('Docker is not there or does not answer');
  });
});
