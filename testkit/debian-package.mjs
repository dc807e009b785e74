import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from '../scripts/lib/run.mjs';

const INSTALL_MS = 5 * 60_000;

/** @param {{ environment: NodeJS.ProcessEnv, isRoot: boolean }} here */
export function canInstallDebianPackages({ environment, isRoot }) {
  const directories = (environment['PATH'] ?? '').split(delimiter);
  return isRoot && directories.some((directory) => existsSync(join(directory, 'apt-get')));
}

/**
 * Installs what a test drives on the whole machine, and says so.
 *
 * @param {string} name
 * @param {{ environment: NodeJS.ProcessEnv, say: (line: string) => void }} here
 */
export async function installDebianPackage(name, { environment, say }) {
  say(`Installing Debian's package ${name} on this machine, for the tests.`);
  const options = { env: { ...environment, DEBIAN_FRONTEND: 'noninteractive' }, limitMs: INSTALL_MS };
  await run('apt-get', ['update', '-qq'], options);
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], options);
}
