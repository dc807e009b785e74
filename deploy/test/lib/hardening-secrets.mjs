import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outcomeOf, outputOf } from './command.mjs';

/**
 * What must stand nowhere, by the name of its file. Of a key in PEM a line is enough.
 *
 * @param {string} folder
 * @returns {Promise<Map<string, string>>}
 */
export async function secretsIn(folder) {
  /** @type {Map<string, string>} */
  const secrets = new Map();
  for (const name of await readdir(folder)) {
    const text = await readFile(join(folder, name), 'utf8');
    if (text.includes('BEGIN CERTIFICATE')) continue;
    const value = (text.startsWith('-----BEGIN') ? text.split('\n')[1] : text)?.trim() ?? '';
    if (value.length < 12) throw new Error(`${name} is too short to be looked for`);
    secrets.set(name, value);
  }
  return secrets;
}

/**
 * Where a container shows secrets: to whoever may ask Docker, in its log, in its image, or to its own processes' readers.
 *
 * @param {string} container
 * @param {Map<string, string>} secrets
 * @returns {Promise<string[]>} "NAME in PLACE"
 */
export async function secretsShownBy(container, secrets) {
  const image = (await outputOf('docker', ['container', 'inspect', '--format', '{{.Image}}', container])).trim();
  const isRunning = (
    await outputOf('docker', ['container', 'inspect', '--format', '{{.State.Running}}', container])
  ).trim();
  /** @type {[string, readonly string[]][]} */
  const places = [
    ['docker inspect', ['container', 'inspect', container]],
    ['docker logs', ['logs', container]],
    ['docker image inspect', ['image', 'inspect', image]],
    ['docker history', ['history', '--no-trunc', image]],
  ];
  if (isRunning === 'true') {
    const script = 'cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" "\\n"; env';
    places.push(['/proc/*/{environ,cmdline}', ['exec', container, 'sh', '-c', script]]);
  }
  const shown = await Promise.all(
    places.map(async ([place, command]) => {
      const { code, stdout, stderr } = await outcomeOf('docker', command);
      if (code !== 0) throw new Error(`${place}: ${stderr}`);
      const text = stdout + stderr;
      return [...secrets].filter(([, value]) => text.includes(value)).map(([name]) => `${name} in ${place}`);
    }),
  );
  return shown.flat();
}

/**
 * Variables that carry a secret themselves instead of naming its file.
 *
 * @param {readonly string[]} environment NAME=VALUE
 */
export function secretVariables(environment) {
  const names = environment.map((it) => it.split('=', 1)[0] ?? '');
  return names.filter((name) => /PASSWORD|SECRET|TOKEN|_KEY|DATABASE_URL/.test(name) && !name.endsWith('_FILE'));
}

/**
 * The files in /run/secrets that a container has, with what their modes are.
 *
 * @param {string} container
 * @returns {Promise<{ name: string, mode: string, uid: string, isReadable: boolean }[]>}
 */
export async function secretFiles(container) {
  const script = `for file in /run/secrets/*; do
    [ -e "$file" ] || continue
    if cat "$file" >/dev/null 2>&1; then readable=yes; else readable=no; fi
    printf '%s %s %s\\n' "\${file##*/}" "$(stat -c '%a %u' "$file")" "$readable"
  done`;
  const text = await outputOf('docker', ['exec', container, 'sh', '-c', script]);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [name = '', mode = '', uid = '', readable = ''] = line.split(' ');
      return { name, mode, uid, isReadable: readable === 'yes' };
    });
}
