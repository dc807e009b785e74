import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
export const backend = join(root, 'backend');
export const frontend = join(root, 'frontend');
export const testkit = join(root, 'testkit');

/** For what was fetched once and can be fetched again. */
export const cacheDirectory = join(root, 'node_modules', '.cache', 'plimsoll');

/**
 * A file of a package as the backend or the frontend sees it.
 *
 * @param {string} workspace
 * @param {string} file such as "typescript/bin/tsc"
 */
export function fileOfPackage(workspace, file) {
  const [name] = file.match(/^(@[^/]+\/)?[^/]+/) ?? [file];
  const manifest = createRequire(join(workspace, 'package.json')).resolve(`${name}/package.json`);
  return join(manifest, '..', file.slice(name.length));
}
