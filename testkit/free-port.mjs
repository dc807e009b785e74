import { once } from 'node:events';
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below what Linux, macOS and Windows give to outgoing connections: one of those ports may be taken by any connection of any
 * program before a server listens on it.
 */
const RANGE = { from: 15_000, to: 30_000 };

/** A port on which nothing listens, on any address of this machine. */
export async function freePort() {
  for (;;) {
    const port = randomInt(RANGE.from, RANGE.to);
    if (await isFree(port)) return port;
  }
}

/** @param {number} port */
async function isFree(port) {
  const server = createServer().listen(port);
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
