import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, unlessStamped } from './fingerprint.mjs';
import { npm } from './npm.mjs';
import { backend, frontend, root, testkit } from './paths.mjs';
import { run } from './run.mjs';

/**
 * Installs what the lockfile names, with the pnpm that package.json pins, unless that has been done.
 *
 * @param {import('./progress.mjs').Progress} progress
 */
export async function install(progress) {
  const manifests = [root, backend, frontend, testkit].map((directory) => join(directory, 'package.json'));
  const print = fingerprint([join(root, 'pnpm-lock.yaml'), join(root, 'pnpm-workspace.yaml'), ...manifests]);
  await unlessStamped(join(root, 'node_modules', '.plimsoll-stamp'), print, () =>
    progress.during('Installing packages (the first time takes a minute)', async () => {
      const [command = '', ...args] = pinnedPnpm();
      await run(command, [...args, 'install', '--frozen-lockfile', '--config.confirmModulesPurge=false'], {
        env: { ...process.env, CHECKPOINT_DISABLE: '1' },
      });
    }),
  );
}

/** The pnpm on the PATH if it is the pinned version; else npm fetches that version into its own cache. */
function pinnedPnpm() {
  /** @type {{ packageManager: string }} */
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const [wanted = ''] = packageManager.split('+');
  const present = spawnSync('pnpm', ['--version'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (present.status === 0 && `pnpm@${present.stdout.trim()}` === wanted) {
    return process.platform === 'win32' ? ['cmd.exe', '/c', 'pnpm'] : ['pnpm'];
  }
  return [...npm(), 'exec', '--yes', `--package=${wanted}`, '--', 'pnpm'];
}
