import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { holdDataDirectory } from './data-directory.js';
import { thisProcess } from './process-identity.js';

describe('holdDataDirectory', () => {
  let parent: string;

  beforeEach(async () => {
    parent = await realpath(await mkdtemp(join(tmpdir(), 'plimsoll-hold-')));
  });

  afterEach(async () => {
    await rm(parent, { recursive: true });
  });

  it('makes the folder and holds it until it is released', async () => {
    const directory = join(parent, 'a', 'b');
    const held = await holdDataDirectory(directory);
    expect(held.path).toBe(directory);
    await expect(holdDataDirectory(directory)).rejects.toThrow(`Plimsoll already runs on ${directory}`);
    await held.release();
    const again = await holdDataDirectory(directory);
    await again.release();
    expect(await readdir(directory)).toEqual([]);
  });

  it('lets one of many that come at once have it', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => holdDataDirectory(parent)));
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
  });

  it.each([
    ['a process that is gone', JSON.stringify({ pid: 2 ** 22 + 1, started: 'then' })],
    [
      'a process whose number another one has now',
      JSON.stringify({ ...thisProcess(), started: 'before the last boot' }),
    ],
    ['nobody, since a full disk left it empty', ''],
  ])('takes the lock over from %s', async (_, content) => {
    await writeFile(join(parent, 'launcher.lock'), content);
    const held = await holdDataDirectory(parent);
    expect(JSON.parse(await readFile(join(parent, 'launcher.lock'), 'utf8'))).toEqual(thisProcess());
    await held.release();
  });
});
