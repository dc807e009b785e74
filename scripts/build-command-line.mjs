// Installs what is missing and builds the command line, for scripts that are called in a fresh checkout.
//
// Exit codes: 0 built, or built already; 1 it cannot be.
import { requireNode } from './lib/require-node.mjs';

requireNode();
const { buildBundle } = await import('./lib/build.mjs');
const { install } = await import('./lib/install.mjs');
const { Progress } = await import('./lib/progress.mjs');

try {
  const progress = new Progress();
  await install(progress);
  await buildBundle(progress);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
