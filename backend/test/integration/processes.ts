import { spawnSync } from 'node:child_process';

interface ProcessRow {
  pid: number;
  parent: number;
  isZombie: boolean;
}

function allProcesses(): ProcessRow[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' });
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([pid, parent, state]) => ({
      pid: Number(pid),
      parent: Number(parent),
      isZombie: state?.startsWith('Z') ?? false,
    }));
}

/** Everything that a process has started, and what that has started in turn. */
export function descendantsOf(pid: number): number[] {
  const processes = allProcesses();
  const childrenOf = (parent: number): number[] =>
    processes.filter((row) => row.parent === parent).map((row) => row.pid);
  const found = childrenOf(pid);
  for (const child of found) found.push(...childrenOf(child));
  return found;
}

/** Those that still run; a dead one that nobody has collected does not. */
export function stillRunning(pids: readonly number[]): number[] {
  const running = new Set(
    allProcesses()
      .filter((row) => !row.isZombie)
      .map((row) => row.pid),
  );
  return pids.filter((pid) => running.has(pid));
}
