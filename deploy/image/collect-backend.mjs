// Puts what the API and the command line run into a folder: their bundle, the files that it reads, and the packages
// that cannot be bundled, of which only the files that are loaded.
//
// Usage: node deploy/image/collect-backend.mjs FOLDER
import { createRequire } from 'node:module';
import { cp, lstat, mkdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleBackend } from './bundle-backend.mjs';
import { packageFolder } from './package-folder.mjs';
import { licencesIn, recordPackages } from './record-packages.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const backend = join(root, 'backend');
const require = createRequire(join(backend, 'package.json'));
const { nodeFileTrace } = require('@vercel/nft');

/** Read as files, at the places that they have in the sources. */
const READ = [
  'security-config.yml',
  'backend/package.json',
  'backend/bin/plimsoll.js',
  'backend/openapi.json',
  'backend/prisma/schema.prisma',
  'backend/prisma/migrations',
];

/** Not bundled: a native binding, and an engine that is read as a file. All that they import comes along. */
const IMPORTED = ['@node-rs/argon2', '@prisma/schema-engine-wasm/schema_engine_bg'];

const [target] = process.argv.slice(2);
if (target === undefined) {
  process.stderr.write('usage: collect-backend.mjs FOLDER\n');
  process.exit(2);
}

const packages = await bundleBackend({ backend, target: join(target, 'backend', 'dist') });
await recordPackages(packages, join(target, 'backend', 'node_modules', '.bundled'));
for (const path of READ) await copy(join(root, path), join(target, path));

const traced = await nodeFileTrace(
  IMPORTED.map((name) => require.resolve(name)),
  { base: '/' },
);
const engine = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg').replace(/\.js$/, '.wasm');
// Their list of passwords is read as text; their code is only where the list is looked for.
const words = require.resolve('@zxcvbn-ts/language-common');
const list = join(dirname(words), '..', 'src', 'passwords.json');
for (const file of [...traced.fileList].map((path) => `/${path}`).concat(engine, words, list)) await keep(file);
process.stdout.write(`${packages.length} packages bundled\n`);

/** Puts a file of a package where Node looks for that package, with what says whose it is. */
async function keep(file) {
  const { name, folder } = packageFolder(file) ?? {};
  if (name === undefined) throw new Error(`${file} is in no package`);
  const to = join(target, 'backend', 'node_modules', name);
  // pnpm's links are traced too; what they lead to is traced by its own name.
  if ((await lstat(file)).isSymbolicLink()) return;
  const files = [file, join(folder, 'package.json'), ...(await licencesIn(folder))];
  for (const each of files) await copy(each, join(to, relative(folder, each)));
}

async function copy(from, to) {
  await mkdir(dirname(to), { recursive: true });
  await cp(from, to, { recursive: true });
}
