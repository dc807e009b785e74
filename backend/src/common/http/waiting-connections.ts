import { closeSync, openSync, readSync } from 'node:fs';
import type { AddressInfo } from 'node:net';

const LISTENING = '0A';

/** The length of a line. Those of sockets that listen come first, and the system takes long to find the others. */
const LINE = 150;

/** How many connections wait at an address to be accepted. 0 where the system is not Linux, which alone says so. */
export function countWaiting({ family, port }: AddressInfo): number {
  const table = open(family === 'IPv6' ? '/proc/net/tcp6' : '/proc/net/tcp');
  if (table === null) return 0;
  try {
    return waitingIn(linesOf(table), port);
  } finally {
    closeSync(table);
  }
}

/** A listening socket's receive queue is the line of those who wait. Columns: number, local, remote, state, tx:rx. */
export function waitingIn(lines: Iterable<string>, port: number): number {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const line of lines) {
    const [number = '', local = '', , state, queues = ''] = line.trim().split(/\s+/);
    if (!number.endsWith(':')) continue;
    if (state !== LISTENING) return 0;
    if (local.endsWith(suffix)) return Number.parseInt(queues.split(':')[1] ?? '0', 16);
  }
  return 0;
}

/** One after the other, so that no more is asked for than is looked at. */
function* linesOf(file: number): Generator<string> {
  const part = Buffer.alloc(LINE);
  let rest = '';
  for (;;) {
    const length = readSync(file, part, 0, LINE, null);
    if (length === 0) return;
    const lines = (rest + part.toString('latin1', 0, length)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

function open(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
