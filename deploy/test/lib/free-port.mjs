import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port on which nothing listens, on any address of this machine. */
export async function freePort() {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}
