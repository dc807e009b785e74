#!/usr/bin/env node
import { existsSync } from 'node:fs';

const cli = new URL('../dist/cli/plimsoll.js', import.meta.url);
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`plimsoll: needs Node 20.19 or newer; this is Node ${process.versions.node}.\n`);
  process.exitCode = 2;
} else if (existsSync(cli)) {
  await import(cli.href);
} else {
  process.stderr.write('plimsoll: not built yet. Run "npm start" once, or "pnpm run build".\n');
  process.exitCode = 2;
}
