import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool, type PoolClient } from 'pg';
import type { ProblemDetails } from '../../src/common/errors/problem.dto.js';
import { startApi, type TestApi } from './api.js';
import { eventually } from './eventually.js';
import { insertToken } from './principals.js';

function report(name: string): Buffer {
  return Buffer.from(
    JSON.stringify({ SchemaVersion: 2, ArtifactName: `acme/${name}:1`, ArtifactType: 'container_image', Results: [] }),
  );
}

interface Sending {
  readonly sent: ClientRequest;
  readonly answer: Promise<{ status: number | undefined; headers: IncomingMessage['headers']; body: ProblemDetails }>;
}

/** A request whose body is written by whoever holds it. */
function open({ url }: TestApi, token: string): Sending {
  const sent = request(`${url}/api/v1/reports`, { method: 'POST', headers: { Authorization: `Bearer ${token}` } });
  sent.flushHeaders();
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    sent.on('response', resolve);
    sent.on('error', reject);
  }).then(async (response) => ({
    status: response.statusCode,
    headers: response.headers,
    body: (await json(response)) as ProblemDetails,
  }));
  // Whoever breaks off does not ask for it.
  answer.catch(() => undefined);
  return { sent, answer };
}

describe('senders of reports', () => {
  const spool = mkdtempSync(join(tmpdir(), 'plimsoll-spool-'));
  let api: TestApi;
  let owner: Pool;

  beforeAll(async () => {
    writeFileSync(join(spool, 'plimsoll-report-of-a-killed-process'), 'left');
    api = await startApi({
      INGEST_CONCURRENCY: '1',
      INGEST_QUEUE_LIMIT: '16',
      INGEST_QUEUE_TIMEOUT_MS: '4000',
      INGEST_SPOOL_DIRECTORY: spool,
      INGEST_SPOOL_LIMIT: String(8 * 1024 * 1024),
    });
    owner = new Pool({ connectionString: api.ownerUrl, max: 1 });
    // Whoever is the first waits for the thread that reads reports.
    await api.take(report('first-of-all'));
  });

  afterAll(async () => {
    await owner.end();
    await api.stop();
  });

  /** Keeps whoever is at work from going on, until it is let go. */
  async function hold(): Promise<() => Promise<void>> {
    const client: PoolClient = await owner.connect();
    await client.query('BEGIN; LOCK TABLE project IN SHARE MODE');
    return async () => {
      await client.query('ROLLBACK');
      client.release();
    };
  }

  /** For what somebody else has locked, be it a row. */
  async function untilSomebodyWaits(): Promise<void> {
    await eventually(
      () =>
        api.sql(
          'SELECT FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()',
        ),
      (rows) => rows.length > 0,
    );
  }

  async function untilSomebodyIsHeld(): Promise<void> {
    await eventually(
      () => api.sql("SELECT FROM pg_locks WHERE relation = 'project'::regclass AND NOT granted"),
      (rows) => rows.length > 0,
    );
  }

  it('keep nobody else waiting, however slow they are, and are cut off below the least rate', async () => {
    const token = await insertToken(api.sql);
    const slow = Array.from({ length: 8 }, () => open(api, token));
    const dripping = setInterval(() => {
      for (const { sent } of slow) sent.write(' ');
    }, 1000);
    try {
      await delay(1200);
      const started = performance.now();
      expect((await api.send(report('honest'))).status).toBe(201);
      // While they drip: none has been cut off yet.
      expect(performance.now() - started).toBeLessThan(8000);
      const answers = await Promise.all(slow.map(({ answer }) => answer));
      for (const { status, headers, body } of answers) {
        expect({ status, connection: headers.connection, code: body.code }).toEqual({
          status: 408,
          connection: 'close',
          code: 'body_too_slow',
        });
        expect(body.detail).toContain('1024 bytes a second or more (INGEST_LEAST_RATE');
      }
    } finally {
      clearInterval(dripping);
      for (const { sent } of slow) sent.destroy();
    }
  });

  it('have their turn, however many reports somebody else has sent before', async () => {
    const [busy, other] = [await insertToken(api.sql), await insertToken(api.sql)];
    const release = await hold();
    const finished: string[] = [];
    const sendAs = async (token: string, name: string): Promise<void> => {
      const headers = { Authorization: `Bearer ${token}` };
      const response = await api.send(report(name), '', headers);
      finished.push(response.status === 201 ? name : `${name}: ${response.status}`);
    };
    const sending = Array.from({ length: 6 }, (_, place) => sendAs(busy, `busy-${place}`));
    await untilSomebodyIsHeld();
    // The other five are there by then.
    await delay(200);
    sending.push(sendAs(other, 'other'));
    await delay(200);
    await release();
    await Promise.all(sending);
    // One was at work already, and one more may have been answered first.
    expect(finished.indexOf('other')).toBeLessThanOrEqual(2);
    expect(finished.filter((name) => name.includes(':'))).toEqual([]);
  });

  it('are told when to come again where no turn comes in time, and nothing of theirs is kept', async () => {
    const release = await hold();
    const first = api.send(report('first'));
    await untilSomebodyIsHeld();
    const response = await api.send(report('waits'));
    const { code, detail } = (await response.json()) as ProblemDetails;
    expect({ status: response.status, code, again: response.headers.get('Retry-After') }).toEqual({
      status: 503,
      code: 'ingest_queue_timeout',
      again: '10',
    });
    expect(detail).toContain('INGEST_QUEUE_TIMEOUT_MS');
    await release();
    expect((await first).status).toBe(201);
    expect(await api.sql("SELECT FROM image WHERE repository = 'acme/waits'")).toEqual([]);
  });

  it('never have more than half of what may be under way, and others still have theirs', async () => {
    const [greedy, other] = [await insertToken(api.sql), await insertToken(api.sql)];
    const many = Array.from({ length: 8 }, () => open(api, greedy));
    // What came before all of the eight had has kept one of them out.
    const refused = await eventually(
      async () => {
        many.push(open(api, greedy));
        return api.send(report('too-many'), '', { Authorization: `Bearer ${greedy}` });
      },
      ({ status }) => status === 503,
    );
    const { code, detail } = (await refused.json()) as ProblemDetails;
    expect({ status: refused.status, code }).toEqual({ status: 503, code: 'ingest_queue_full' });
    expect(detail).toContain('INGEST_QUEUE_LIMIT');
    expect((await api.send(report('of-others'), '', { Authorization: `Bearer ${other}` })).status).toBe(201);
    for (const { sent } of many) sent.destroy();
    const later = await eventually(
      () => api.send(report('ninth'), '', { Authorization: `Bearer ${greedy}` }),
      ({ status }) => status === 201,
    );
    expect(later.status).toBe(201);
  });

  describe('of large reports', () => {
    const LARGE = Buffer.concat([report('large'), Buffer.alloc(3 * 1024 * 1024, ' ')]);
    const DENSE = Buffer.from(JSON.stringify(randomBytes(6 * 1024 * 1024).toString('base64')));

    it('have them kept in a file without a name, which nothing is left of', async () => {
      expect(readdirSync(spool)).toEqual([]);
      const { sent, answer } = open(api, api.token);
      sent.write(LARGE.subarray(0, 2 * 1024 * 1024));
      const held = (): string[] =>
        readdirSync('/proc/self/fd')
          .map((fd) => linkOf(fd))
          .filter((path) => path.startsWith(spool));
      const files = await eventually(
        async () => held(),
        (found) => found.length > 0 && found.every((path) => path.endsWith(' (deleted)')),
      );
      expect(files).toEqual([expect.stringMatching(/plimsoll-report-.* \(deleted\)$/)]);
      expect(readdirSync(spool)).toEqual([]);
      sent.end(LARGE.subarray(2 * 1024 * 1024));
      expect((await answer).status).toBe(201);
      const left = await eventually(
        async () => held(),
        (found) => found.length === 0,
      );
      expect(left).toEqual([]);
    });

    it('are told which limit there is no room under', async () => {
      const response = await api.send(DENSE);
      const { code, detail } = (await response.json()) as ProblemDetails;
      expect({ status: response.status, code }).toEqual({ status: 503, code: 'spool_full' });
      expect(detail).toContain('INGEST_SPOOL_LIMIT');
      expect(response.headers.get('Retry-After')).toBe('10');
    });
  });

  describe('who leave', () => {
    const logged = async (word: string): Promise<unknown> => {
      const line = await eventually(
        async () => api.log.find((each) => each.includes(word) && each.includes('sender of a report left')),
        (found) => found !== undefined,
      );
      return JSON.parse(line ?? 'null') as unknown;
    };

    it('within the body are in the log, with the artifact that they named', async () => {
      const digest = `sha256:${'a'.repeat(64)}`;
      const sent = request(`${api.url}/api/v1/reports?image=acme/left-within&digest=${digest}`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${api.token}`, 'Content-Length': '1000', Expect: '100-continue' },
      });
      sent.on('error', () => undefined);
      sent.write('{"SchemaVersion":2,');
      await once(sent, 'continue');
      sent.destroy();
      expect(await logged('acme/left-within')).toMatchObject({ digest, scanId: null });
    });

    it('before the answer are in the log, with the scan that their report became', async () => {
      const { artifactId } = await api.take(report('left-before'));
      const holder = await owner.connect();
      await holder.query('BEGIN');
      await holder.query('SELECT FROM artifact WHERE id = $1 FOR UPDATE', [artifactId]);
      const sent = request(`${api.url}/api/v1/reports?databaseDate=2026-11-20T00:00:00Z`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${api.token}` },
      });
      sent.on('error', () => undefined);
      sent.end(report('left-before'));
      await untilSomebodyWaits();
      sent.destroy();
      await holder.query('COMMIT');
      holder.release();
      const line = (await logged('acme/left-before')) as { scanId: string };
      expect(line).toMatchObject({ artifactId });
      expect(await api.sql('SELECT artifact_id::text AS "artifactId" FROM scan WHERE id = $1', [line.scanId])).toEqual([
        { artifactId },
      ]);
    });
  });
});

function linkOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    // Closed meanwhile: the one that the folder was read with.
    return '';
  }
}
