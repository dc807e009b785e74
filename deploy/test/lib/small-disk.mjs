import { outcomeOf } from './command.mjs';

/** Runs "$@" and shows, after a line of its own, what the disk holds in the end. */
const PROGRAM = `disk=$1 size=$2
shift 2
mount -t tmpfs -o "size=$size" tmpfs "$disk" || exit 99
status=0
"$@" || status=$?
printf '%s\\n' '-- on the disk:'
find "$disk" -mindepth 1 -printf '%P %y %s\\n'
exit "$status"`;

/**
 * Runs a command while a folder is a disk of a few kilobytes, which is gone when it ends.
 *
 * @param {string} folder
 * @param {string} size such as "16k"
 * @param {readonly string[]} command
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ code: number | null, stdout: string, stderr: string, files: { name: string, bytes: number }[] }>}
 */
export async function onSmallDisk(folder, size, command, options) {
  const program = ['unshare', '--mount', 'env', `PATH=${options.env['PATH']}`, 'sh', '-c', PROGRAM, 'sh', folder, size];
  // Only the superuser mounts, and to own files for others is a part of what is tried.
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '--non-interactive', '--preserve-env'];
  const [file = '', ...args] = [...asRoot, ...program, ...command];
  const { code, stdout, stderr } = await outcomeOf(file, args, options);
  if (code === 99 || !stdout.includes('-- on the disk:')) throw new Error(`no disk could be mounted: ${stderr}`);
  const [written = '', listed = ''] = stdout.split('-- on the disk:\n');
  const files = [...listed.matchAll(/^(.*) f (\d+)$/gm)].map(([, name = '', size]) => ({ name, bytes: Number(size) }));
  return { code, stdout: written, stderr, files };
}
