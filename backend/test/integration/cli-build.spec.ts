import { copyFile, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Ended, execute } from './command.js';

const PLIMSOLL = fileURLToPath(new URL('../../bin/plimsoll.js', import.meta.url));
const LAUNCHER = fileURLToPath(new URL('../../../plimsoll', import.meta.url));
const [EARLIER, LATER] = [new Date('2026-01-01T00:00:00Z'), new Date('2026-01-01T00:00:01Z')];

describe('bin/plimsoll.js', () => {
  let backend: string;

  beforeEach(async () => {
    backend = await mkdtemp(join(tmpdir(), 'plimsoll-build-'));
    await writeFile(join(backend, 'package.json'), '{"type":"module"}');
    await mkdir(join(backend, 'bin'));
    await copyFile(PLIMSOLL, join(backend, 'bin', 'plimsoll.js'));
  });
  afterEach(() => rm(backend, { recursive: true }));

  async function build(folder: 'bundle' | 'dist', stamp: string, at: Date): Promise<void> {
    await mkdir(join(backend, folder, 'cli'), { recursive: true });
    await writeFile(join(backend, folder, 'cli', 'plimsoll.js'), `process.stdout.write('${folder}');`);
    await writeFile(join(backend, folder, stamp), '', { flag: 'a' });
    for (const file of [stamp, 'cli/plimsoll.js']) await utimes(join(backend, folder, file), at, at);
  }

  function run(): Promise<Ended> {
    return execute(process.execPath, [join(backend, 'bin', 'plimsoll.js')], {
      cwd: dirname(backend),
      env: process.env,
    });
  }

  it.each([
    ['bundle', EARLIER, LATER],
    ['dist', LATER, EARLIER],
  ])('runs what was built last: %s', async (expected, dist, bundle) => {
    await build('dist', '.tsbuildinfo', dist);
    await build('bundle', '.stamp', bundle);

    expect(await run()).toEqual({ code: 0, stdout: expected, stderr: '' });
  });

  it('runs the only build that there is, dated 1970 as in the image', async () => {
    await build('dist', 'cli/plimsoll.js', new Date(0));

    expect(await run()).toEqual({ code: 0, stdout: 'dist', stderr: '' });
  });

  it('says how to build where nothing is built', async () => {
    expect(await run()).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining('build-command-line.mjs') });
  });
});

describe('./plimsoll of a checkout', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'plimsoll-checkout-'));
    await copyFile(LAUNCHER, join(root, 'plimsoll'));
    for (const folder of ['backend/bin', 'scripts']) await mkdir(join(root, folder), { recursive: true });
    await writeFile(join(root, 'backend/package.json'), '{"type":"module"}');
    await copyFile(PLIMSOLL, join(root, 'backend/bin/plimsoll.js'));
  });
  afterEach(() => rm(root, { recursive: true }));

  /** In place of the real one, which takes a minute and is what `npm start` runs. */
  function buildBy(script: string): Promise<void> {
    return writeFile(join(root, 'scripts/build-command-line.mjs'), script);
  }

  function run(...args: string[]): Promise<Ended> {
    return execute(process.execPath, [join(root, 'plimsoll'), ...args], { cwd: tmpdir(), env: process.env });
  }

  it('builds the command line once, out of the way of its output, and passes arguments and exit code on', async () => {
    const program =
      'process.stdout.write(process.argv.slice(2).join()); process.exitCode = 3; export const finished = null;';
    await buildBy(`
      import { mkdirSync, writeFileSync } from 'node:fs';
      console.log('building');
      const bundle = new URL('../backend/bundle/', import.meta.url);
      mkdirSync(new URL('cli', bundle), { recursive: true });
      writeFileSync(new URL('cli/plimsoll.js', bundle), ${JSON.stringify(program)});
      writeFileSync(new URL('.stamp', bundle), '');`);

    expect(await run('gate', 'a b.json')).toEqual({ code: 3, stdout: 'gate,a b.json', stderr: 'building\n' });
    expect(await run('verify')).toEqual({ code: 3, stdout: 'verify', stderr: '' });
  });

  it('ends with 4 where it cannot be built, and decides nothing', async () => {
    await buildBy("process.stderr.write('no registry'); process.exitCode = 1;");

    expect(await run('gate', 'report.json')).toEqual({ code: 4, stdout: '', stderr: 'no registry' });
  });
});
