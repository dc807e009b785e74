import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outputOf } from './command.mjs';
import { programOf } from './hardening-program.mjs';

/** @typedef {import('./stack.mjs').Inspection} Inspection */

const CLONE_NEWUSER = 0x1000_0000;
const SIGCHLD = 17;
const NOBODY = -1;

/**
 * System calls that a web application, its database and its gateway never need: their numbers on x86-64 and on 64-bit Arm,
 * and arguments with which the kernel itself, where it can, answers otherwise than "not permitted".
 *
 * @type {Record<string, { x64: number, arm64: number, args?: number[] }>}
 */
const CALLS = {
  add_key: { x64: 248, arm64: 217 },
  bpf: { x64: 321, arm64: 280 },
  chroot: { x64: 161, arm64: 51 },
  clone_new_user: { x64: 56, arm64: 220, args: [CLONE_NEWUSER + SIGCHLD] },
  fsopen: { x64: 430, arm64: 430 },
  init_module: { x64: 175, arm64: 105 },
  io_uring_enter: { x64: 426, arm64: 426, args: [NOBODY] },
  io_uring_register: { x64: 427, arm64: 427, args: [NOBODY] },
  io_uring_setup: { x64: 425, arm64: 425, args: [1] },
  kexec_load: { x64: 246, arm64: 104 },
  keyctl: { x64: 250, arm64: 219, args: [0, -3, 0] },
  mount: { x64: 165, arm64: 40 },
  mount_setattr: { x64: 442, arm64: 442, args: [NOBODY] },
  open_by_handle_at: { x64: 304, arm64: 265, args: [NOBODY] },
  open_tree: { x64: 428, arm64: 428, args: [NOBODY] },
  perf_event_open: { x64: 298, arm64: 241 },
  personality: { x64: 135, arm64: 92, args: [0x004_0000] },
  pivot_root: { x64: 155, arm64: 41 },
  process_vm_readv: { x64: 310, arm64: 270, args: [1] },
  process_vm_writev: { x64: 311, arm64: 271, args: [1] },
  ptrace: { x64: 101, arm64: 117 },
  reboot: { x64: 169, arm64: 142 },
  request_key: { x64: 249, arm64: 218 },
  setns: { x64: 308, arm64: 268, args: [NOBODY] },
  swapon: { x64: 167, arm64: 224 },
  syslog: { x64: 103, arm64: 116, args: [10] },
  umount2: { x64: 166, arm64: 39 },
  unshare: { x64: 272, arm64: 97, args: [CLONE_NEWUSER] },
  userfaultfd: { x64: 323, arm64: 282, args: [1] },
};

/** EPERM, ENOSYS, or killed by SIGSYS. */
const REFUSALS = new Set([1, 38, 159]);

/**
 * Which of these system calls the kernel lets a container do that has the settings of another one.
 *
 * @param {Inspection} inspection whose user, capabilities and security options are taken, and whose image
 * @param {readonly string[]} [securityOptions] others than its own
 * @returns {Promise<string[]>}
 */
export async function allowedSystemCalls({ Config, HostConfig }, securityOptions = HostConfig.SecurityOpt ?? []) {
  const architecture = (await outputOf('docker', ['version', '--format', '{{.Server.Arch}}'])).trim();
  const directory = await mkdtemp(join(tmpdir(), 'plimsoll-calls-'));
  try {
    await chmod(directory, 0o755);
    const programs = join(directory, 'programs');
    await mkdir(programs);
    for (const [name, call] of Object.entries(CALLS)) {
      const number = architecture === 'arm64' ? call.arm64 : call.x64;
      await writeFile(join(programs, name), programOf(architecture, number, call.args ?? []), { mode: 0o755 });
    }
    const security = await Promise.all(
      securityOptions.map((option, index) => asArgument(option, join(directory, `${index}`))),
    );
    const settings = [
      `--user=${Config.User}`,
      '--cap-drop=ALL',
      '--read-only',
      '--network=none',
      '--pids-limit=64',
      ...security.map((option) => `--security-opt=${option}`),
      `--mount=type=bind,source=${programs},target=/programs,readonly`,
      '--entrypoint=sh',
    ];
    const script = 'for file in /programs/*; do "$file"; echo "${file##*/} $?"; done';
    const text = await outputOf('docker', ['run', '--rm', ...settings, Config.Image, '-c', script]);
    const outcomes = [...text.matchAll(/^(\w+) (\d+)$/gm)];
    if (outcomes.length !== Object.keys(CALLS).length) throw new Error(`not every call was tried:\n${text}`);
    return outcomes.filter(([, , code]) => !REFUSALS.has(Number(code))).map(([, name = '']) => name);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/**
 * Docker tells a seccomp profile as JSON and takes it as a file.
 *
 * @param {string} option
 * @param {string} file
 */
async function asArgument(option, file) {
  const profile = /^seccomp[=:](\{.*\})$/s.exec(option)?.[1];
  if (profile === undefined) return option;
  await writeFile(file, profile);
  return `seccomp=${file}`;
}
