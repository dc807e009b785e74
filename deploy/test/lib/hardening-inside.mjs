import { outcomeOf, outputOf } from './command.mjs';

/** @typedef {import('./stack.mjs').Inspection} Inspection */

/** Masks of capabilities in /proc/PID/status, and what has none. */
const CAPABILITIES = ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'];
const NO_CAPABILITY = '0000000000000000';

/**
 * What a shell in a container prints. Only what every Alpine has is used there.
 *
 * @param {string} container
 * @param {string} script
 */
function linesFrom(container, script) {
  return outputOf('docker', ['exec', container, 'sh', '-c', script]).then((text) =>
    text.split('\n').filter((line) => line !== ''),
  );
}

/**
 * What the processes of a container may do beyond nothing, by the kernel's own word.
 *
 * @param {string} container
 * @param {string} user UID:GID
 * @returns {Promise<string[]>}
 */
export async function strongProcesses(container, user) {
  // A process may end between the list and the look.
  const lines = await linesFrom(container, 'for f in /proc/[0-9]*/status; do cat "$f" 2>/dev/null; done; true');
  const processes = lines
    .join('\n')
    .split(/^(?=Name:)/m)
    .map((text) => new Map([...text.matchAll(/^(\w+):\s+(.*)$/gm)].map(([, key = '', value = '']) => [key, value])));
  const [uid, gid] = user.split(':');
  const wanted = new Map([
    ['Uid', `${uid}\t${uid}\t${uid}\t${uid}`],
    ['Gid', `${gid}\t${gid}\t${gid}\t${gid}`],
    ['NoNewPrivs', '1'],
    // 2: system calls pass a filter.
    ['Seccomp', '2'],
    ...CAPABILITIES.map((name) => /** @type {[string, string]} */ ([name, NO_CAPABILITY])),
  ]);
  if (!processes.some((it) => it.get('Pid') === '1')) return ['process 1 cannot be seen'];
  return processes.flatMap((it) =>
    [...wanted]
      .filter(([key, value]) => it.get(key) !== value)
      .map(([key]) => `${it.get('Name')} has ${key} ${it.get(key)}`),
  );
}

/**
 * Every folder in which the container's account can make a file, found by making one.
 *
 * @param {string} container
 */
export function writableFolders(container) {
  return linesFrom(
    container,
    `find / \\( -path /proc -o -path /sys \\) -prune -o -type d -print 2>/dev/null | while IFS= read -r folder; do
       probe="$folder/.hardening-test"
       if (: >"$probe") 2>/dev/null; then rm -f "$probe"; printf '%s\\n' "$folder"; fi
     done`,
  );
}

/**
 * Files outside of everything mounted that belong to an account: it could change their modes, if not their contents.
 *
 * @param {Inspection} inspection
 * @param {string} uid
 */
export async function filesOf({ Id, Mounts, HostConfig }, uid) {
  const mounted = [
    ...Mounts.map((it) => it.Destination),
    ...Object.keys(HostConfig.Tmpfs ?? {}),
    '/dev',
    '/run/secrets',
  ];
  const found = await linesFrom(
    Id,
    `find / -xdev \\( -path /proc -o -path /sys \\) -prune -o -user ${uid} -print 2>/dev/null; true`,
  );
  return found.filter((path) => !mounted.some((place) => path === place || path.startsWith(`${place}/`)));
}

/**
 * Sockets in its file system: an engine's would be a way to everything.
 *
 * @param {string} container
 */
export function socketsIn(container) {
  return linesFrom(container, 'find / \\( -path /proc -o -path /sys \\) -prune -o -type s -print 2>/dev/null; true');
}

/**
 * Files with which one gets another account or group.
 *
 * @param {string} container
 */
export function setuidFiles(container) {
  return linesFrom(container, 'find / -xdev -type f \\( -perm -4000 -o -perm -2000 \\) -print 2>/dev/null; true');
}

/**
 * Files and folders that any account may change (folders such as /tmp, where each changes its own, are not meant).
 *
 * @param {string} container
 */
export function worldWritable(container) {
  return linesFrom(
    container,
    'find / -xdev \\( -path /proc -o -path /sys \\) -prune -o \\( -type f -o -type d \\) -perm -0002 ! -perm -1000 -print 2>/dev/null; true',
  );
}

/**
 * Places in memory from which programs may be run, that may hold setuid files or devices.
 *
 * @param {string} container
 * @param {readonly string[]} places
 */
export async function weakMemory(container, places) {
  const lines = await linesFrom(container, 'cat /proc/self/mounts');
  const mounts = lines.map((line) => line.split(' '));
  return places.flatMap((place) => {
    const [, , type, options = ''] = mounts.findLast(([, target]) => target === place) ?? [];
    if (type !== 'tmpfs') return [`${place} is ${type ?? 'not mounted'}`];
    const missing = ['noexec', 'nosuid', 'nodev'].filter((option) => !options.split(',').includes(option));
    return missing.map((option) => `${place} lacks ${option}`);
  });
}

/**
 * Whether a program that was put into /tmp can be run.
 *
 * @param {string} container
 */
export async function canRunFromTmp(container) {
  const script = 'cp /bin/busybox /tmp/busybox && chmod 0700 /tmp/busybox || exit 99; /tmp/busybox true';
  const { code } = await outcomeOf('docker', ['exec', container, 'sh', '-c', script]);
  await outcomeOf('docker', ['exec', container, 'rm', '-f', '/tmp/busybox']);
  if (code === 99) throw new Error('nothing could be put into /tmp');
  return code === 0;
}
