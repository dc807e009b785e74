import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../../testkit/free-port.mjs';

const SERVER = fileURLToPath(new URL('../../../frontend/.next/standalone/frontend/server.js', import.meta.url));
const VALUE = 'hunter2';

interface Ended {
  readonly code: number | null;
  /** Of the answer to a request; null where it ended before. */
  readonly status: number | null;
  readonly said: string;
}

/** The web console as its image starts it: until it ends, or answers and is told to. */
async function start(
  settings: Record<string, string>,
  use: (origin: string) => Promise<void> = async () => undefined,
): Promise<Ended> {
  const port = await freePort();
  const child = spawn(process.execPath, [SERVER], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOSTNAME: '127.0.0.1', PORT: String(port), ...settings },
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  let status: number | null = null;
  while (child.exitCode === null && status === null) {
    status = await fetch(`http://127.0.0.1:${port}/icon.svg`).then(
      (response) => response.status,
      () => null,
    );
    await delay(50);
  }
  if (status !== null) await use(`http://127.0.0.1:${port}`);
  child.kill('SIGTERM');
  return { code: await ended, status, said: (await said).join('') };
}

describe('the web console', () => {
  it('names everything that is missing or wrong at its start, and exits 2', async () => {
    const { code, status, said } = await start({ TRUSTED_PROXIES: `10.0.0.0/8,${VALUE}` });
    expect({ code, status }).toEqual({ code: 2, status: null });
    expect(said).toContain('PLIMSOLL_API_URL is missing: expected the http or https origin of the API');
    expect(said).toContain('TRUSTED_PROXIES is not valid: expected networks such as 10.0.0.0/8');
    expect(said).not.toContain(VALUE);
  });

  // Two at a time: a start takes a second.
  it.each([
    [`ftp://${VALUE}`, '10.0.0.0/33'],
    [`http://${VALUE}@backend:3001`, '10.0.0.0/8/8'],
    [`http://backend:3001/${VALUE}`, '10.0.0.0/'],
    [VALUE, '10.0.0.0/33'],
  ])('does not start with a wrong PLIMSOLL_API_URL, %s, and wrong TRUSTED_PROXIES, %s', async (address, networks) => {
    const { code, status, said } = await start({ PLIMSOLL_API_URL: address, TRUSTED_PROXIES: networks });
    expect({ code, status }).toEqual({ code: 2, status: null });
    expect(said).toContain('PLIMSOLL_API_URL is not valid');
    expect(said).toContain('TRUSTED_PROXIES is not valid');
    expect(said).not.toContain(VALUE);
  });

  it('starts with nothing but the address of the API', async () => {
    const { status, said } = await start({ PLIMSOLL_API_URL: 'http://backend:3001' });
    expect({ status, said }).toEqual({ status: 200, said: expect.not.stringContaining('configuration') });
  });

  it('ends streams of events when it is told to stop, and waits for no reader', async () => {
    const api = createServer((_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.write('event: ready\ndata: {}\n\n');
    });
    await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
    const reading = new AbortController();
    const read = async (origin: string): Promise<string> => {
      const response = await fetch(`${origin}/api/v1/events`, {
        headers: { Accept: 'text/event-stream' },
        signal: reading.signal,
      });
      const first = await response.body?.getReader().read();
      return Buffer.from(first?.value ?? []).toString();
    };
    try {
      const { port } = api.address() as AddressInfo;
      let told = '';
      const began = { stopping: 0 };
      const { code } = await start({ PLIMSOLL_API_URL: `http://127.0.0.1:${port}` }, async (origin) => {
        told = await read(origin);
        began.stopping = performance.now();
      });
      expect([code, told]).toEqual([expect.anything(), 'event: ready\ndata: {}\n\n']);
      expect(performance.now() - began.stopping).toBeLessThan(15_000);
    } finally {
      reading.abort();
      api.closeAllConnections();
      api.close();
    }
  });
});
