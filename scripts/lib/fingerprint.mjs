import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A hash of names and contents, so that neither git nor time stamps decide what is stale.
 *
 * @param {readonly string[]} paths files and folders; one that is missing counts as such
 * @param {(path: string) => boolean} [isLeftOut]
 */
export function fingerprint(paths, isLeftOut = () => false) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${process.versions.modules}`);
  for (const path of paths) addTo(hash, path, isLeftOut);
  return hash.digest('hex');
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} path
 * @param {(path: string) => boolean} isLeftOut
 */
function addTo(hash, path, isLeftOut) {
  if (isLeftOut(path) || !existsSync(path)) return;
  if (statSync(path).isDirectory()) {
    for (const name of readdirSync(path).sort()) addTo(hash, join(path, name), isLeftOut);
    return;
  }
  const content = readFileSync(path);
  hash.update(`\n${path} ${content.length}\n`).update(content);
}

/**
 * Does the work unless the stamp says that it was done for the same input; the stamp is written last.
 *
 * @param {string} stamp a file inside what the work makes, so that both go together
 * @param {string} print of the input
 * @param {() => Promise<void>} work
 */
export async function unlessStamped(stamp, print, work) {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === print) return;
  await work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, print);
}
