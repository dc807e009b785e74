import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process number is given out again; with the time its process began it names one process only. */
export interface ProcessIdentity {
  pid: number;
  started: string;
}

export function thisProcess(): ProcessIdentity {
  return { pid: process.pid, started: startOf(process.pid) ?? '' };
}

/** Whether the process that was named still runs. */
export function isSameProcess({ pid, started }: ProcessIdentity): boolean {
  return startOf(pid) === started;
}

function startOf(pid: number): string | undefined {
  if (process.platform === 'linux') {
    try {
      // Counted from behind the command's name, which may hold blanks: state, …, start in ticks since this boot.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      const isDead = fields[0] === 'Z' || fields[0] === 'X';
      return isDead ? undefined : `${boot} ${fields[19]}`;
    } catch {
      return undefined;
    }
  }
  if (process.platform === 'win32') {
    const { stdout } = spawnSync('tasklist', ['/fi', `PID eq ${pid}`, '/fo', 'csv', '/nh'], { encoding: 'utf8' });
    return stdout.includes(`"${pid}"`) ? 'running' : undefined;
  }
  const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() || undefined;
}
