import { basename } from 'node:path';

/** The npm that runs this script; the one on the PATH where another tool does. */
export function npm(environment = process.env) {
  const running = environment['npm_execpath'];
  if (running !== undefined && basename(running) === 'npm-cli.js') return [process.execPath, running];
  return process.platform === 'win32' ? ['cmd.exe', '/c', 'npm'] : ['npm'];
}
