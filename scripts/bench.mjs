#!/usr/bin/env node
// npm run bench: installs, builds the backend if it is stale, and measures it. npm run bench -- --help says what.
//
// Exit codes: 0 measured, 1 a part failed, 2 wrong usage. Environment: TMPDIR, where databases are put meanwhile.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { requireNode } from './lib/require-node.mjs';

requireNode();
const { install } = await import('./lib/install.mjs');
const { buildBackend } = await import('./lib/build.mjs');
const { backend } = await import('./lib/paths.mjs');
const { Progress } = await import('./lib/progress.mjs');

try {
  const progress = new Progress();
  await install(progress);
  await buildBackend(progress);
  await import(pathToFileURL(join(backend, 'bench', 'run.mjs')).href);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
