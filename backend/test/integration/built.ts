import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const BACKEND = new URL('../../', import.meta.url);

/** The command line, as `npx plimsoll` starts it. */
export const PLIMSOLL = fileURLToPath(new URL('bin/plimsoll.js', BACKEND));

/** The API's main module, of what was built last: the bundle, which starts in half the time, or a file for each source. */
export const MAIN = fileURLToPath(
  new URL(`${builtAt('bundle') >= builtAt('dist') ? 'bundle' : 'dist'}/main.js`, BACKEND),
);

/** 0 where there is none. */
function builtAt(folder: string): number {
  return statSync(new URL(`${folder}/.stamp`, BACKEND), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
