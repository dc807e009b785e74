import { Agent, type ClientRequest, type IncomingMessage, request, type RequestOptions } from 'node:http';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'pg';
import { insertToken } from '../e2e/principals.js';
import { type ApiProcess, startApiProcess } from './api-process.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

const REPORT = readFileSync(
  new URL('../fixtures/documents/cyclonedx-bom-examples/SBOM/juice-shop/v11.1.2/bom.json', import.meta.url),
);
const CLIENTS = 24;

interface Answer {
  status: number;
  /** Whether the server said that it is the last of its connection. */
  isLast: boolean;
}

describe('SIGTERM under load', () => {
  let database: TestDatabase;
  let pool: Pool;
  let api: ApiProcess;
  let headers: Record<string, string>;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.superuserUrl, max: 2 });
    const token = await insertToken(async (sql, parameters) => (await pool.query(sql, parameters)).rows);
    headers = { Authorization: `Bearer ${token}` };
  });

  beforeEach(async () => {
    api = await startApiProcess(database.url);
  });

  afterEach(() => api.kill());

  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  /** The answer, or why there was none. */
  function ask(path: string, { body, ...options }: RequestOptions & { body?: Body } = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = request(`${api.url}${path}`, { headers, ...options }, (response) => {
        readAll(response).then(resolve, reject);
      });
      sent.once('error', (error) => reject(Object.assign(error, { isOfNewConnection: !sent.reusedSocket })));
      if (body === undefined) sent.end();
      else void body(sent);
    });
  }

  /** A report, and when the API has begun to read it. */
  function announce(path: string, body: Body): { sending: Promise<Answer>; hasArrived: Promise<unknown> } {
    let arrive: (value: unknown) => void;
    const hasArrived = new Promise((resolve) => {
      arrive = resolve;
    });
    const sending = ask(path, {
      method: 'POST',
      headers: { ...headers, Expect: '100-continue' },
      body: (sent) => {
        sent.once('continue', arrive);
        return body(sent);
      },
    });
    return { sending, hasArrived };
  }

  /** Until the signal has arrived. */
  async function unready(): Promise<void> {
    while ((await ask('/health/ready')).status !== 503) await delay(10);
  }

  it('answers every request that was sent, ends each connection with an answer, and leaves with 0', async () => {
    let hasSignal = false;
    let answersAfter = 0;
    const refused: unknown[] = [];
    const reset: unknown[] = [];
    const dropped: unknown[] = [];
    const wrong: Answer[] = [];
    const untilRefused = async (): Promise<void> => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      for (;;) {
        const wasSignalled = hasSignal;
        try {
          const answer = await ask('/api/v1/artifacts', { agent });
          if (wasSignalled) answersAfter += 1;
          if (answer.status !== 200 || answer.isLast !== wasSignalled) wrong.push(answer);
        } catch (error) {
          if (isRefusal(error)) refused.push(error);
          else (isOfNewConnection(error) ? reset : dropped).push(error);
          return agent.destroy();
        }
      }
    };
    const clients = Array.from({ length: CLIENTS }, untilRefused);
    const slowly = ask('/api/v1/reports?image=acme/slow', {
      method: 'POST',
      body: async (sent) => {
        for (let at = 0; at < REPORT.length; at += REPORT.length / 20) {
          sent.write(REPORT.subarray(at, at + REPORT.length / 20));
          await delay(200);
        }
        sent.end();
      },
    });
    await delay(1000);
    const answered = slowly.then(() => performance.now());
    api.signal('SIGTERM');
    // An answer that was on its way may be of the time before.
    await unready();
    hasSignal = true;

    expect(await api.ended).toBe(0);
    // How long the sender takes is its own matter.
    expect(performance.now() - (await answered)).toBeLessThan(10_000);
    await Promise.all(clients);
    expect(dropped).toEqual([]);
    // One may have connected in the moment between looking whether somebody waits and no longer listening.
    expect(reset.length).toBeLessThanOrEqual(1);
    expect(refused.length + reset.length).toBe(CLIENTS);
    expect(answersAfter).toBeGreaterThan(CLIENTS);
    expect(wrong.filter(({ status }) => status !== 200)).toEqual([]);
    expect(wrong.filter(({ isLast }) => !isLast)).toEqual([]);
    expect(await slowly).toEqual({ status: 201, isLast: true });
  });

  it('serves whoever uses a kept connection again while it is being stopped', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect(await ask('/health/live', { agent })).toEqual({ status: 200, isLast: false });
    api.signal('SIGTERM');
    await unready();
    expect(await ask('/api/v1/artifacts', { agent })).toEqual({ status: 200, isLast: true });
    expect(await api.ended).toBe(0);
    agent.destroy();
  });

  it('is not ready any more from the signal on, and alive until it has ended', async () => {
    // Without a request under way it may have ended before it is asked.
    let sent: ClientRequest | undefined;
    const { sending, hasArrived } = announce('/api/v1/reports?image=acme/held', (begun) => {
      sent = begun;
      begun.write(REPORT.subarray(0, 1000));
    });
    await hasArrived;
    api.signal('SIGTERM');
    await unready();
    expect((await ask('/health/live')).status).toBe(200);
    sent?.end(REPORT.subarray(1000));
    expect((await sending).status).toBe(201);
    expect(await api.ended).toBe(0);
  });

  it('does not wait for a connection on which nothing was ever sent', async () => {
    const silent = await opened(api.url);
    const started = performance.now();
    api.signal('SIGTERM');
    expect(await api.ended).toBe(0);
    expect(performance.now() - started).toBeLessThan(5000);
    silent.destroy();
  });

  it('takes a second signal for the same one', async () => {
    const { sending, hasArrived } = announce('/api/v1/reports?image=acme/twice', slowBody);
    await hasArrived;
    api.signal('SIGINT');
    await delay(100);
    api.signal('SIGTERM');
    expect((await sending).status).toBe(201);
    expect(await api.ended).toBe(0);
  });

  it('leaves with 1 when a request outlasts the time to shut down', async () => {
    await api.kill();
    api = await startApiProcess(database.url, { SHUTDOWN_TIMEOUT_MS: '1500' });
    const { sending, hasArrived } = announce(
      '/api/v1/reports?image=acme/endless',
      (sent) => void sent.write(REPORT.subarray(0, 1000)),
    );
    const outcome = sending.then(
      () => 'answered',
      () => 'broken',
    );
    await hasArrived;
    api.signal('SIGTERM');
    expect(await api.ended).toBe(1);
    expect(await outcome).toBe('broken');
  });
});

type Body = (sent: ReturnType<typeof request>) => unknown;

async function slowBody(sent: ReturnType<typeof request>): Promise<void> {
  sent.write(REPORT.subarray(0, 1000));
  await delay(1500);
  sent.end(REPORT.subarray(1000));
}

async function readAll(response: IncomingMessage): Promise<Answer> {
  const body = await text(response);
  if (!response.complete || body === '') throw new Error('the answer broke off');
  return { status: response.statusCode ?? 0, isLast: response.headers.connection === 'close' };
}

/** Nothing was sent: the server no longer listened. */
function isRefusal(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';
}

/** Nobody had taken the request over yet. What breaks off on a connection that had been answered on is another matter. */
function isOfNewConnection(error: unknown): boolean {
  return (error as { isOfNewConnection?: boolean }).isOfNewConnection === true;
}

function opened(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => resolve(socket));
    socket.once('error', reject);
  });
}
