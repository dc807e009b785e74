// Runs the backend's bundle: CommonJS. What V8 has compiled of a file lies beside it, so that a start compiles next to
// nothing; where that is missing, or is of another V8 or of other flags, V8 compiles as always.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

// The heap may grow by two fifths before it is cleared up, not fourfold: an ingest makes much garbage and keeps little. Before
// anything is loaded: what is compiled belongs to its flags.
setFlagsFromString('--heap-growing-percent=40');

/** In milliseconds. */
const START = 10_000;

/** By which the space of young objects may grow. */
let growth = 2;

/** V8 takes compiled code only under the very flags under which it was written. */
export function setFlagsOfCache() {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/**
 * For a process that waits longer than it works: what it makes while it starts is cleared up in a megabyte, and not in the 32 that
 * it would keep. Later on the space grows as it has to.
 */
export function startSmall() {
  growth = 1;
  setTimeout(() => {
    growth = 2;
    setGrowth();
  }, START).unref();
}

function setGrowth() {
  setFlagsFromString(`--semi-space-growth-factor=${growth}`);
}

/** Every file of the bundle is a function of these. */
export const OPENING = '(function (exports, require, module, __filename, __dirname) {';
export const CLOSING = '\n})';

/** @type {Map<string, { exports: any }>} */
const modules = new Map();

/** By path, what was loaded. @type {Map<string, Script>} */
export const scripts = new Map();

/** @param {string} path */
export const cacheOf = (path) => `${path}.cache`;

/** @param {string} path a file of the bundle */
export function load(path) {
  const known = modules.get(path);
  if (known !== undefined) return known.exports;
  const made = { exports: {} };
  modules.set(path, made);
  setFlagsOfCache();
  const script = new Script(readFileSync(path, 'utf8'), {
    filename: path,
    cachedData: readCache(path),
  });
  setGrowth();
  scripts.set(path, script);
  const others = createRequire(path);
  /** @param {string} name */
  const require = (name) => (name.startsWith('.') ? load(join(dirname(path), name)) : others(name));
  script.runInThisContext()(made.exports, Object.assign(require, others), made, path, dirname(path));
  return made.exports;
}

/** @param {string} path */
function readCache(path) {
  try {
    return readFileSync(cacheOf(path));
  } catch {
    return undefined;
  }
}
