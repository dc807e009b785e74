#!/usr/bin/env node
// npm run bench: installs, builds what is stale of the backend, and measures it. npm run bench -- --help says what.
//
// Exit codes: 0 measured, 1 a part failed, 2 wrong usage. Environment: TMPDIR, where databases are put meanwhile.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { requireNode } from './lib/require-node.mjs';

requireNode();
const { benchRequest, USAGE } = await import('./lib/bench-arguments.mjs');
const { install } = await import('./lib/install.mjs');
const { buildBackend, buildBundle } = await import('./lib/build.mjs');
const { backend } = await import('./lib/paths.mjs');
const { Progress } = await import('./lib/progress.mjs');

try {
  const request = benchRequest(process.argv.slice(2));
  if (request === 'help') process.stdout.write(USAGE);
  else await measure(request);
} catch (error) {
  const exitCode = error instanceof Error && 'exitCode' in error ? Number(error.exitCode) : 1;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (exitCode === 2) process.stderr.write('npm run bench -- --help lists parts and options.\n');
  process.exitCode = exitCode;
}

/** @param {import('./lib/bench-arguments.mjs').BenchRequest} request */
async function measure(request) {
  const progress = new Progress();
  await install(progress);
  // The API is measured as npm start runs it; databases are made and migrated by what the tests use.
  await buildBackend(progress);
  await buildBundle(progress);
  /** @type {{ bench: typeof import('../backend/bench/bench.js').bench }} */
  const { bench } = await import(pathToFileURL(join(backend, 'bench', 'run.mjs')).href);
  await bench(request);
}
