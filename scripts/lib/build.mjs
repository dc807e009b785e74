import { cp, rename, rm, utimes } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, unlessStamped } from './fingerprint.mjs';
import { backend, fileOfPackage, frontend, root, testkit } from './paths.mjs';
import { run } from './run.mjs';

const SHARED_INPUT = ['pnpm-lock.yaml', 'tsconfig.base.json'].map((name) => join(root, name));

const generated = join(backend, 'src', 'generated');
const isNoSource = (/** @type {string} */ path) => path === generated || path.endsWith('.spec.ts');

/**
 * Writes backend/bundle, what `npm start` and `./plimsoll` run and the image does, unless that is up to date. Types are
 * not checked for it: the tests do that.
 *
 * @param {import('./progress.mjs').Progress} progress
 */
export async function buildBundle(progress) {
  const input = [
    ...SHARED_INPUT,
    ...['src', 'prisma', 'package.json'].map((name) => join(backend, name)),
    ...[
      'bundle-backend.mjs',
      'compiler-options.mjs',
      'load-bundle.mjs',
      'ready-shapes.mjs',
      'write-code-cache.mjs',
    ].map((name) => join(root, 'deploy', 'image', name)),
    join(root, 'scripts', 'lib', 'write-bundle.mjs'),
  ];
  const bundle = join(backend, 'bundle');
  await unlessStamped(join(bundle, '.stamp'), fingerprint(input, isNoSource), () =>
    progress.during('Building the API', async () => {
      await generateClient();
      const unfinished = join(backend, 'bundle.unfinished');
      await rm(unfinished, { recursive: true, force: true });
      await run(process.execPath, [join(root, 'scripts', 'lib', 'write-bundle.mjs'), unfinished]);
      await rm(bundle, { recursive: true, force: true });
      await rename(unfinished, bundle);
      // Where it stays: compiled code remembers where its source lay.
      await run(process.execPath, [join(root, 'deploy', 'image', 'write-code-cache.mjs'), bundle]);
    }),
  );
  // The command line takes what was built last, and this is as good as that.
  const now = new Date();
  await utimes(join(bundle, '.stamp'), now, now);
}

/**
 * Compiles the backend to backend/dist, a file for each source and with its types checked, unless that is up to date: what
 * the tests and `npm run dev` run.
 *
 * @param {import('./progress.mjs').Progress} progress
 */
export async function buildBackend(progress) {
  const names = ['src', 'prisma', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];
  const input = [...SHARED_INPUT, ...names.map((name) => join(backend, name))];
  const dist = join(backend, 'dist');
  await unlessStamped(join(dist, '.stamp'), fingerprint(input, isNoSource), () =>
    progress.during('Compiling the backend', async () => {
      await generateClient();
      // Built aside and moved into place: a module that was removed does not live on as its compiled self, and a
      // build that fails leaves the last one as it was.
      const unfinished = join(backend, 'dist.unfinished');
      await rm(unfinished, { recursive: true, force: true });
      const output = ['--outDir', unfinished, '--tsBuildInfoFile', join(unfinished, '.tsbuildinfo')];
      const tsc = fileOfPackage(testkit, 'typescript-native/bin/tsc');
      await run(process.execPath, [tsc, '-p', 'tsconfig.build.json', ...output], { cwd: backend });
      await rm(dist, { recursive: true, force: true });
      await rename(unfinished, dist);
    }),
  );
}

/** Writes the Prisma client into the sources, unless it is up to date. */
export async function generateClient() {
  await run(process.execPath, [join(backend, 'prisma', 'generate.mjs')]);
}

/**
 * Builds the web console to frontend/.next/standalone, unless that is up to date.
 *
 * @param {import('./progress.mjs').Progress} progress
 */
export async function buildFrontend(progress) {
  const names = ['src', 'public', 'package.json', 'tsconfig.json', 'next.config.ts', 'postcss.config.mjs'];
  // The policy editor suggests by the policy's schema.
  const schema = join(root, 'docs', 'security-config.schema.json');
  const input = [...SHARED_INPUT, schema, ...names.map((name) => join(frontend, name))];
  const isLeftOut = (/** @type {string} */ path) => /\.(spec|test)\.tsx?$/.test(path);
  await unlessStamped(join(frontend, '.next', 'standalone', '.stamp'), fingerprint(input, isLeftOut), () =>
    progress.during('Building the web console', async () => {
      await run(process.execPath, [fileOfPackage(frontend, 'next/dist/bin/next'), 'build'], {
        cwd: frontend,
        env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
      });
      await addStaticFiles();
    }),
  );
}

/** Next leaves these two out of the standalone server, for a CDN that does not exist here. */
async function addStaticFiles() {
  const standalone = join(frontend, '.next', 'standalone', 'frontend');
  await cp(join(frontend, '.next', 'static'), join(standalone, '.next', 'static'), { recursive: true });
  const publicFiles = join(frontend, 'public');
  if (existsSync(publicFiles)) await cp(publicFiles, join(standalone, 'public'), { recursive: true });
}
