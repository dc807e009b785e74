import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../../scripts/lib/paths.mjs';

/**
 * The commands that stand under a heading of docs/ci.md.
 *
 * @param {string} heading
 * @param {number} [index] of the blocks there
 * @returns {Promise<string>}
 */
export async function commandsUnder(heading, index = 0) {
  const text = await readFile(join(root, 'docs', 'ci.md'), 'utf8');
  const [, section = ''] = text.split(new RegExp(`^#{2,} ${heading}$`, 'm'));
  const [own = ''] = section.split(/^#{2,} /m);
  const [, commands] = [...own.matchAll(/^```sh\n(.*?)^```$/gms)][index] ?? [];
  if (commands === undefined) throw new Error(`docs/ci.md has no block ${index} of commands under "${heading}"`);
  return commands;
}
