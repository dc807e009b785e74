// Takes the random keys out of a build of Next, so that two builds of one commit are the same and nobody who can pull
// the image knows a key that a running console trusts.
//
// Usage: node deploy/image/drop-build-keys.mjs FOLDER    (the folder that holds .next)
// Exit codes: 0 done; 1 the build uses the keys, or has them in a file that is not known here.
//
// Preview keys open draft mode, which the console has not: they become a text that no request can carry, because half
// of a surrogate pair is in no header and in no decoded cookie. The key for Server Actions, which the console has not
// either, becomes empty, so that the first action would fail instead of trusting a key that is public.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const UNSENDABLE = '\\ud800';
/** Names of keys, and what takes the place of each. */
const PREVIEW_KEYS = ['previewModeId', 'previewModeSigningKey', 'previewModeEncryptionKey'];

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('usage: drop-build-keys.mjs FOLDER\n');
  process.exit(2);
}
const built = join(folder, '.next');
const actions = JSON.parse(await readFile(join(built, 'server', 'server-reference-manifest.json'), 'utf8'));
if (Object.keys(actions.node).length + Object.keys(actions.edge).length > 0) {
  fail('there are Server Actions now: they need a key of the container, not of the image');
}
const { preview } = JSON.parse(await readFile(join(built, 'prerender-manifest.json'), 'utf8'));
const replacements = [...PREVIEW_KEYS.map((name) => [preview[name], UNSENDABLE]), [actions.encryptionKey, '']];
for (const [key] of replacements) {
  if (typeof key !== 'string' || key.length < 16) fail('Next keeps its keys elsewhere now');
}
for (const entry of await readdir(built, { recursive: true, withFileTypes: true })) {
  if (entry.isFile()) await drop(join(entry.parentPath, entry.name));
}

/** Keys stand in JSON, or in JSON inside a script's string, where the backslash is doubled. */
async function drop(path) {
  const text = await readFile(path, 'latin1');
  if (!replacements.some(([key]) => text.includes(key))) return;
  if (!/(manifest\.json|preview-props\.json|manifest\.js)$/.test(path)) fail(`${path} has a key of the build`);
  let changed = text;
  for (const [key, instead] of replacements) {
    changed = changed.replaceAll(key, path.endsWith('.js') ? instead.replaceAll('\\', '\\\\') : instead);
  }
  await writeFile(path, changed, 'latin1');
}

function fail(why) {
  process.stderr.write(`drop-build-keys: ${why}\n`);
  process.exit(1);
}
