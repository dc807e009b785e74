import { createServer } from 'node:net';
import { once } from 'node:events';
import { errorCode } from './disk-error.js';
import { LaunchError } from './launch-error.js';

export const LOOPBACK = '127.0.0.1';

/** A free port. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, LOOPBACK);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}

/** Refuses a port that another process listens on, on IPv4 or IPv6: browsers try ::1 first for "localhost". */
export async function requireFreePort(port: number, variable: string, purpose: string): Promise<void> {
  for (const host of [LOOPBACK, '::1']) {
    const reason = await whyNotFree(port, host);
    if (reason === 'EADDRINUSE') {
      throw new LaunchError(
        `Port ${port}, wanted for ${purpose}, is taken by another program. ` +
          `Stop it, or choose another port: ${variable}=${port + 1000} npm start`,
      );
    }
    if (reason === 'EACCES') {
      throw new LaunchError(
        `This account cannot use port ${port} for ${purpose}. Choose one above 1023: ${variable}=${port + 3000} npm start`,
      );
    }
  }
}

async function whyNotFree(port: number, host: string): Promise<string | undefined> {
  const server = createServer();
  try {
    server.listen({ port, host, exclusive: true });
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return undefined;
  } catch (error) {
    return errorCode(error);
  }
}
