import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface Ended {
  /** null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Place {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Runs a command with nothing on its standard input; an exit code is an answer, not an error. */
export function execute(file: string, args: readonly string[], place: Place): Promise<Ended> {
  return endOf(spawn(file, args, { ...place, stdio: ['ignore', 'pipe', 'pipe'] }));
}

/**
 * The same, and sends a signal as soon as the command is so far: to all that it has started, too, as a terminal does for
 * Ctrl-C, or to it alone.
 */
export async function interrupt(
  file: string,
  args: readonly string[],
  place: Place,
  signal: { name: 'SIGINT' | 'SIGTERM'; toAll: boolean; isDue: () => Promise<boolean> },
): Promise<Ended> {
  const child = spawn(file, args, { ...place, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const ended = endOf(child);
  while (child.exitCode === null && !(await signal.isDue())) await new Promise((resolve) => setTimeout(resolve, 20));
  if (child.pid !== undefined && child.exitCode === null)
    process.kill(signal.toAll ? -child.pid : child.pid, signal.name);
  return ended;
}

async function endOf(child: ChildProcess): Promise<Ended> {
  const code = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (child.stdout === null || child.stderr === null) throw new Error('both are piped');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, stdout, stderr };
}

/** A folder for a PATH that has these programs and no other, so that what is not named is not installed. */
export async function folderOfTools(folder: string, tools: readonly string[]): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const tool of tools) {
    const { stdout } = await execute('sh', ['-c', 'command -v "$1"', 'sh', tool], { cwd: '/', env: process.env });
    if (stdout === '') throw new Error(`${tool} is not installed here`);
    await symlink(stdout.trim(), join(folder, tool));
  }
  return folder;
}
