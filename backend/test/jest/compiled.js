import { cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';
import { COMPILER_OPTIONS } from '../../../deploy/image/compiler-options.mjs';
import { generateClient } from '../../../scripts/lib/build.mjs';
import { fingerprint, unlessStamped } from '../../../scripts/lib/fingerprint.mjs';

const BACKEND = fileURLToPath(new URL('../..', import.meta.url));

export const SOURCES = join(BACKEND, 'src');

/** As deep as the sources: a module finds what lies beside the folder. */
export const COMPILED = join(BACKEND, 'compiled');

/**
 * Node wants to be told that a JSON file is one, which a bundle does not.
 *
 * @type {import('@swc/core').Options}
 */
const OPTIONS = {
  ...COMPILER_OPTIONS,
  jsc: { ...COMPILER_OPTIONS.jsc, experimental: { keepImportAttributes: true } },
  swcrc: false,
  sourceMaps: 'inline',
};

/**
 * Each API of a spec starts threads, and each thread loads all that it needs for itself: from the bundle in a third of the time that
 * 600 files take. Its path from the sources; specs with an API have a bundle that is up to date (global-setup.js).
 */
const THREAD = 'modules/reports/worker/ingest-worker.js';

/** Compiles each source to a file of its own, as the bundle's are compiled, unless that is up to date. Types are not checked. */
export async function compileSources() {
  await generateClient();
  const input = [SOURCES, join(BACKEND, 'package.json'), fileURLToPath(import.meta.url)];
  const options = fileURLToPath(import.meta.resolve('../../../deploy/image/compiler-options.mjs'));
  await unlessStamped(join(COMPILED, '.stamp'), fingerprint([...input, options], isSpec), async () => {
    const unfinished = `${COMPILED}.unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    const entries = await readdir(SOURCES, { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((each) => each.isFile() && !isSpec(each.name))) {
      const source = join(entry.parentPath, entry.name);
      await compile(source, join(unfinished, source.slice(SOURCES.length)));
    }
    const bundled = '../'.repeat(THREAD.split('/').length);
    await writeFile(join(unfinished, THREAD), `import '${bundled}bundle/${THREAD}';\n`);
    await rm(COMPILED, { recursive: true, force: true });
    await rename(unfinished, COMPILED);
  });
}

/** @param {string} path */
function isSpec(path) {
  return path.endsWith('.spec.ts');
}

/**
 * @param {string} source
 * @param {string} target
 */
async function compile(source, target) {
  await mkdir(dirname(target), { recursive: true });
  if (!source.endsWith('.ts')) return cp(source, target);
  const { code } = await transformFile(source, OPTIONS);
  return writeFile(target.replace(/\.ts$/, '.js'), code);
}
