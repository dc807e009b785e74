#!/usr/bin/env node
// npm run generate: writes every file that is generated and committed, after its own set-up: installs, and builds the backend
// if it is stale. backend/generators/registry.mjs lists the files.
// npm run generate -- FILE…: only these.
// npm run generate -- --check [FILE…]: writes none of them, and names each that is stale.
//
// Exit codes: 0 done, or nothing is stale; 1 a file is stale, or cannot be generated from the sources; 2 wrong usage.
import { parseArgs } from 'node:util';
import { requireNode } from './lib/require-node.mjs';

requireNode();
const { install } = await import('./lib/install.mjs');
const { buildBackend } = await import('./lib/build.mjs');
const { Progress } = await import('./lib/progress.mjs');

const USAGE = 'Usage: npm run generate [-- [--check] [FILE…]]\n';

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { check: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) process.stdout.write(USAGE);
  else process.exitCode = await run({ isCheck: values.check, files: positionals });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
  if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
    process.stderr.write(USAGE);
    process.exitCode = 2;
  }
}

/** @param {{ isCheck: boolean, files: readonly string[] }} request */
async function run(request) {
  const progress = new Progress();
  await install(progress);
  await buildBackend(progress);
  // They load packages, which are installed by now.
  const { GENERATORS } = await import('../backend/generators/registry.mjs');
  const { generate } = await import('../backend/generators/generate.mjs');
  const unknown = request.files.find((file) => !(file in GENERATORS));
  if (unknown !== undefined) {
    process.stderr.write(`${unknown} is not generated. These are:\n  ${Object.keys(GENERATORS).join('\n  ')}\n`);
    return 2;
  }
  const problems = await generate(request);
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  return problems.length === 0 ? 0 : 1;
}
