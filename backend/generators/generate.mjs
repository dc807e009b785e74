import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/paths.mjs';
import { GenerateError } from './generate-error.mjs';
import { GENERATORS } from './registry.mjs';

/**
 * Writes what is generated and committed, or only checks it. Answers what is wrong, a line for each thing.
 *
 * @param {{ isCheck: boolean, files: readonly string[] }} request files: only these; all where there are none
 * @returns {Promise<string[]>}
 */
export async function generate({ isCheck, files }) {
  /** @type {Map<string, string>} */
  const made = new Map();
  const problems = [];
  const committed = (/** @type {string} */ path) => readFileSync(join(root, path), 'utf8');
  for (const [path, generator] of Object.entries(GENERATORS)) {
    if (files.length > 0 && !files.includes(path)) continue;
    try {
      const text = await generator((other) => made.get(other) ?? committed(other));
      made.set(path, text);
      if (isCheck && text !== committed(path)) problems.push(`${path} is stale: run npm run generate`);
      if (!isCheck) writeFileSync(join(root, path), text);
    } catch (error) {
      if (!(error instanceof GenerateError)) throw error;
      problems.push(...error.message.split('\n').map((line) => `${path}: ${line}`));
    }
  }
  return problems;
}
