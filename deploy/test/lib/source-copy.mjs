import { cp, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../../../scripts/lib/paths.mjs';
import { outputOf } from './command.mjs';

/**
 * The files of this working tree that git keeps or would keep, elsewhere: what a fresh clone has, and where a test may
 * edit.
 *
 * @returns {Promise<string>} the folder
 */
export async function copySources() {
  const target = await mkdtemp(join(tmpdir(), 'plimsoll-test-sources-'));
  const files = await outputOf('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root });
  for (const file of files.split('\0')) {
    // Deleted here and not committed yet.
    if (file === '' || !existsSync(join(root, file))) continue;
    await mkdir(join(target, dirname(file)), { recursive: true });
    await cp(join(root, file), join(target, file));
  }
  return target;
}

/**
 * Replaces a text that must be there once in a file.
 *
 * @param {string} file
 * @param {string} text
 * @param {string} replacement
 */
export async function edit(file, text, replacement) {
  const parts = (await readFile(file, 'utf8')).split(text);
  if (parts.length !== 2) throw new Error(`"${text}" is ${parts.length - 1} times in ${file}, and not once`);
  await writeFile(file, parts.join(replacement));
}
