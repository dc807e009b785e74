#!/usr/bin/env node
import { statSync } from 'node:fs';

/** What was built last: the bundle, or one file for each source. The image has only its bundle, as dist. */
const [built] = [
  { folder: 'bundle', stamp: '.stamp' },
  { folder: 'dist', stamp: '.tsbuildinfo' },
  { folder: 'dist', stamp: 'cli/plimsoll.js' },
]
  .map(({ folder, stamp }) => ({ folder, at: builtAt(`../${folder}/${stamp}`) }))
  .filter(({ at }) => at !== null)
  .sort((one, other) => other.at - one.at);
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`plimsoll: needs Node 20.19 or newer; this is Node ${process.versions.node}.\n`);
  process.exitCode = 2;
} else if (built !== undefined) {
  const { finished } = await import(`../${built.folder}/cli/plimsoll.js`);
  await finished;
} else {
  process.stderr.write('plimsoll: not built yet. Run "npm start" once, or "node scripts/build-command-line.mjs".\n');
  process.exitCode = 2;
}

/** Null where there is none; files of an image may be dated 1970. */
function builtAt(path) {
  return statSync(new URL(path, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? null;
}
