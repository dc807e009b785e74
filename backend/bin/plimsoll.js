#!/usr/bin/env node
import { existsSync } from 'node:fs';

const cli = new URL('../dist/cli/plimsoll.js', import.meta.url);
if (existsSync(cli)) {
  await import(cli.href);
} else {
  process.stderr.write('plimsoll: not built yet. Run "npm start" once, or "pnpm run build".\n');
  process.exitCode = 2;
}
