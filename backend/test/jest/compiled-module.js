import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { COMPILED, SOURCES } from './compiled.js';

/**
 * A Jest transform: instead of a source file, what was compiled of it (compiled.js), as Node evaluates it. Jest evaluates each
 * module anew for each spec file, which for Nest, Fastify and Prisma takes longer than most specs; this way a worker does it
 * once. The compiler is the one of the bundle, so what decorators record is what they record in the code that ships.
 */
const compiledModule = {
  /** @param {string} _source @param {string} path */
  process(_source, path) {
    const compiled = compiledFrom(path);
    const names = exportsOf(readFileSync(compiled, 'utf8'));
    const from = `await importNatively(${JSON.stringify(pathToFileURL(compiled).href)})`;
    return { code: names.length === 0 ? `${from};` : `export const { ${names.join(', ')} } = ${from};` };
  },

  /** @param {string} source @param {string} path */
  getCacheKey(source, path) {
    return createHash('sha256').update(compiledModule.process(source, path).code).digest('hex');
  },
};

export default compiledModule;

/** @param {string} path of a source file */
function compiledFrom(path) {
  return join(COMPILED, relative(SOURCES, path)).replace(/\.ts$/, '.js');
}

/** @param {string} code as the compiler writes it */
function exportsOf(code) {
  // A comment that stood on the line before stands before it.
  const declared = code.matchAll(/(?:^|\*\/ )export (?:async )?(?:class|const|let|function\*?) ([\w$]+)/gm);
  const listed = [...code.matchAll(/(?:^|\*\/ )export \{([^}]*)\}/gm)].flatMap(([, names]) => names.split(','));
  const names = listed.map((name) => name.trim().replace(/^.* as /, '')).filter((name) => name !== '');
  return [...new Set([...[...declared].map(([, name]) => name), ...names])];
}
