import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const SOURCES = fileURLToPath(new URL('../../src', import.meta.url));
const BUILT = fileURLToPath(new URL('../../dist', import.meta.url));

/**
 * A Jest transform: instead of a source file, what tsc has built of it, as Node evaluates it. Jest evaluates each module
 * anew for each spec file, which for Nest, Fastify and Prisma takes longer than most specs; this way a worker does it once,
 * and what is tested is the code that ships.
 */
const builtModule = {
  /** @param {string} _source @param {string} path */
  process(_source, path) {
    const built = builtFrom(path);
    const names = exportsOf(readFileSync(built, 'utf8'));
    const from = `await importNatively(${JSON.stringify(pathToFileURL(built).href)})`;
    return { code: names.length === 0 ? `${from};` : `export const { ${names.join(', ')} } = ${from};` };
  },

  /** @param {string} _source @param {string} path */
  getCacheKey(_source, path) {
    const built = builtFrom(path);
    return createHash('sha256').update(`${built}\n`).update(readFileSync(built)).digest('hex');
  },
};

export default builtModule;

/** @param {string} path of a source file */
function builtFrom(path) {
  return join(BUILT, relative(SOURCES, path)).replace(/\.ts$/, '.js');
}

/** @param {string} code as tsc writes it */
function exportsOf(code) {
  const declared = code.matchAll(/^export (?:async )?(?:class|const|let|function\*?) ([\w$]+)/gm);
  const listed = [...code.matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, names]) => names.split(','));
  const names = listed.map((name) => name.trim().replace(/^.* as /, '')).filter((name) => name !== '');
  return [...new Set([...[...declared].map(([, name]) => name), ...names])];
}
