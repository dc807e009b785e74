import { spawn } from 'node:child_process';

/**
 * Ends a child when this process dies without having been able to (kill -9, out of memory). A shell
 * of a megabyte waits on a pipe that the system closes with this process, then sends the signal. On
 * Windows there is no such shell; there the next start tidies up.
 *
 * @param target a process id, or its negative for the whole process group
 * @returns call when the child has ended by itself; resolves when the guard has gone, too
 */
export function guardChild(target: number, signal: 'INT' | 'TERM'): () => Promise<void> {
  if (process.platform === 'win32') return () => Promise.resolve();
  const script = 'while read -r _; do :; done; kill -s "$1" -- "$2"';
  const guard = spawn('/bin/sh', ['-c', script, 'plimsoll-guard', signal, String(target)], {
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
    // Not in this terminal's process group: a Ctrl-C is for the launcher alone.
    detached: true,
  });
  const gone = new Promise<void>((resolve) => {
    guard.once('exit', () => resolve());
    guard.once('error', () => resolve());
  });
  return () => {
    guard.kill('SIGKILL');
    return gone;
  };
}
