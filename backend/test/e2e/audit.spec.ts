import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import { AuditLog } from '../../src/modules/audit/audit-log.js';
import { SYSTEM } from '../../src/modules/audit/audit-event.js';
import type { AuditEvent, AuditEventPage, AuditHead } from '../../src/modules/audit/dto/audit-event.dto.js';
import type { ActivePolicy } from '../../src/modules/policy/dto/policy.dto.js';
import { type Caller, problemOf, startApi, type TestApi } from './api.js';
import { insertPerson, insertProject, insertToken, type TestPerson } from './principals.js';

const EVENTS = '/api/v1/audit-events';

interface ShippedLine {
  audit: { sequence: number; at: string; hash: string };
  event: Record<string, unknown>;
}

/**
 * The log is for those who answer for the whole: neither viewers nor developers, nor whoever guards a single project, nor a
 * token without audit:read, nor anybody who is not signed in may read it. Nobody may change it; and nobody may change
 * anything else behind its back.
 */
describe('the audit log', () => {
  let api: TestApi;
  let guardian: TestPerson;

  beforeAll(async () => {
    api = await startApi();
    guardian = await insertPerson(api.sql, { email: 'guardian@plimsoll.example', grants: [{ role: 'security' }] });
  });

  afterAll(() => api.stop());

  const as = ({ cookie }: TestPerson): { as: Caller } => ({ as: { cookie } });

  async function read<Answer>(path: string): Promise<Answer> {
    const response = await api.call('GET', path, as(guardian));
    expect(response.status).toBe(200);
    return (await response.json()) as Answer;
  }

  function record(name: string): Promise<void> {
    const log = api.app.get(AuditLog, { strict: false });
    return log.record(SYSTEM, { action: 'spec.noted', target: { kind: 'spec', id: null, name } });
  }

  /** As it was written to the process's output. */
  const shipped = (): string[] => api.log.filter((line) => line.startsWith('{"audit":'));

  async function expectUnbroken(): Promise<AuditHead> {
    const events = await api.sql<{ sequence: string; at: Date; body: string; previous_hash: string; hash: string }>(
      'SELECT sequence, at, body, previous_hash, hash FROM audit_event ORDER BY sequence',
    );
    let previous = '0'.repeat(64);
    for (const [index, { sequence, at, body, previous_hash, hash }] of events.entries()) {
      expect(sequence).toBe(String(index + 1));
      expect(previous_hash).toBe(previous);
      const text = [previous, sequence, at.toISOString(), body].join('\n');
      expect(hash).toBe(createHash('sha256').update(text).digest('hex'));
      previous = hash;
    }
    return { sequence: events.length, hash: previous };
  }

  async function save(source: string, person = guardian): Promise<Response> {
    const { version } = await read<ActivePolicy>('/api/v1/policy');
    return api.call('PUT', '/api/v1/policy', { ...as(person), body: { source, replaces: version } });
  }

  describe('is kept from', () => {
    const PATHS = [EVENTS, `${EVENTS}/export?format=jsonl`, `${EVENTS}/head`];

    it.each(PATHS)('whoever is not signed in: %s', async (path) => {
      expect((await api.call('GET', path)).status).toBe(401);
    });

    it.each(PATHS)('viewers, developers, guardians of one project, and tokens without audit:read: %s', async (path) => {
      const projectId = await insertProject(api.sql, `kept-${PATHS.indexOf(path)}`);
      const people = [
        await insertPerson(api.sql, { grants: [] }),
        await insertPerson(api.sql, { grants: [{ role: 'viewer' }, { role: 'developer' }] }),
        await insertPerson(api.sql, {
          grants: [
            { role: 'security', projectId },
            { role: 'admin', projectId },
          ],
        }),
      ];
      const tokens = [
        await insertToken(api.sql, { permissions: ['policy:read', 'metrics:read'] }),
        await insertToken(api.sql, { permissions: ['audit:read'], projectId }),
        await insertToken(api.sql, { permissions: ['audit:read'], accountId: people[1]?.accountId ?? 0 }),
      ];
      const callers: Caller[] = [...people.map(({ cookie }) => ({ cookie })), ...tokens.map((token) => ({ token }))];
      const last = await read<AuditHead>(`${EVENTS}/head`);
      for (const caller of callers) expect((await api.call('GET', path, { as: caller })).status).toBe(403);
      expect(await read<AuditHead>(`${EVENTS}/head`)).toEqual(last);
    });

    it('everybody who would change it', async () => {
      const admin = await insertPerson(api.sql, { grants: [{ role: 'admin' }] });
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        expect((await api.call(method, EVENTS, as(admin))).status).toBe(405);
        expect((await api.call(method, `${EVENTS}/head`, as(admin))).status).toBe(405);
      }
    });
  });

  it('tells who did what, from where and in which request, and what that changed', async () => {
    const { source, version } = await read<ActivePolicy>('/api/v1/policy');
    const response = await api.call('PUT', '/api/v1/policy', {
      ...as(guardian),
      headers: { 'User-Agent': 'a browser' },
      body: { source: source.replace(/critical: \d+/, 'critical: 7'), replaces: version },
    });
    expect(response.status).toBe(200);
    const saved = (await response.json()) as ActivePolicy;
    const { items } = await read<AuditEventPage>(`${EVENTS}?action=policy.activated&limit=1`);
    expect(items[0]).toMatchObject({
      action: 'policy.activated',
      actor: { kind: 'person', id: String(guardian.accountId), name: guardian.email },
      target: { kind: 'policy', name: saved.version },
      before: { version },
      after: { version: saved.version, origin: 'console' },
      ip: '127.0.0.1',
      userAgent: 'a browser',
      requestId: response.headers.get('X-Request-Id'),
    });
    expect(Object.values(items[0]?.after?.['settings'] as object)).toContain(7);
  });

  it('is read newest first, page by page, each event once', async () => {
    for (let number = 0; number < 7; number += 1) await record(`page ${number}`);
    const seen: AuditEvent[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const next: AuditEventPage = await read(`${EVENTS}?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...next.items);
      cursor = next.nextCursor;
    }
    const { sequence, hash } = await read<AuditHead>(`${EVENTS}/head`);
    expect(seen.map((event) => event.sequence)).toEqual(Array.from({ length: sequence }, (_, i) => sequence - i));
    expect(seen[0]?.hash).toBe(hash);
    expect((await read<AuditEventPage>(EVENTS)).total).toBe(sequence);
  });

  it('is filtered by who, what, to what and when', async () => {
    const named = (query: string): Promise<string[]> =>
      read<AuditEventPage>(`${EVENTS}?${query}`).then(({ items }) => items.map(({ target }) => target.name));
    await record('50%_off');
    // The filter tells milliseconds apart, and two events can fall into one.
    await api.sql('SELECT pg_sleep(0.002)');
    await record('50 pc off');
    const [between] = await api.sql<{ at: Date }>(`SELECT at FROM audit_event WHERE target = '50 pc off'`);
    const at = encodeURIComponent(between?.at.toISOString() ?? '');
    expect(await named('target=50%25_off')).toEqual(['50%_off']);
    expect(await named('target=50*off')).toEqual(['50 pc off', '50%_off']);
    expect(await named('target=50%25*')).toEqual(['50%_off']);
    expect(await named('target=50')).toEqual([]);
    expect(await named('action=spec.*&target=50*&actor=plimsoll')).toHaveLength(2);
    expect(await named('action=policy.*&target=50*')).toEqual([]);
    expect(await named('actor=*@plimsoll.example&target=50*')).toEqual([]);
    expect(await named(`target=50*&from=${at}`)).toEqual(['50 pc off']);
    expect(await named(`target=50*&to=${at}`)).toEqual(['50%_off']);
  });

  it.each([
    'cursor=abc',
    `cursor=${Buffer.from('["audit-events",1.5]').toString('base64url')}`,
    `cursor=${Buffer.from('["audit-events",1e300]').toString('base64url')}`,
    'limit=0',
    'from=yesterday',
    'from=2026-02-31T00:00:00Z',
    'to[$gt]=1',
    'actor=a&actor=b',
    'unknown=1',
  ])('refuses %s', async (query) => {
    expect((await api.call('GET', `${EVENTS}?${query}`, as(guardian))).status).toBe(400);
  });

  it.each(['', 'format=xml', 'format=jsonl&limit=5', 'format=jsonl&format=csv'])(
    'refuses to be exported with "%s"',
    async (query) => {
      expect((await api.call('GET', `${EVENTS}/export?${query}`, as(guardian))).status).toBe(400);
    },
  );

  it('is exported as the very lines that were shipped, and the export is an event', async () => {
    const response = await api.call('GET', `${EVENTS}/export?format=jsonl`, as(guardian));
    expect(response.headers.get('Content-Type')).toMatch(/^application\/x-ndjson/);
    expect(response.headers.get('Content-Disposition')).toMatch(
      /^attachment; filename="plimsoll-audit-\d{4}-\d{2}-\d{2}\.jsonl"$/,
    );
    const lines = (await response.text()).split('\n').slice(0, -1);
    expect(lines).toEqual(shipped().map((line) => line.trimEnd()));
    const { audit, event } = JSON.parse(lines.at(-1) ?? '') as ShippedLine;
    expect(event).toMatchObject({ action: 'audit.exported', actor: { name: guardian.email } });
    expect({ sequence: audit.sequence, hash: audit.hash }).toEqual(await expectUnbroken());
  });

  it('is exported for spreadsheets without formulas, filtered alike', async () => {
    await record(`=HYPERLINK("http://example.org","click")`);
    await record('@SUM(1)');
    await record('a\tb\n=1+1","x');
    const response = await api.call('GET', `${EVENTS}/export?format=csv&action=spec.noted`, as(guardian));
    const rows: Record<string, string>[] = parse(await response.text(), { columns: true, record_delimiter: '\r\n' });
    expect(rows.every(({ action }) => action === 'spec.noted')).toBe(true);
    expect(rows.slice(-3).map(({ target }) => target)).toEqual([
      `'=HYPERLINK("http://example.org","click")`,
      `'@SUM(1)`,
      String.raw`a\u{9}b\u{a}=1+1","x`,
    ]);
  });

  it('is exported whole however long it is, in batches', async () => {
    await api.sql(
      `SELECT audit_append('{"action":"bulk.noted","actor":{"name":"spec"},"target":{"name":"' || n || '"}}')
       FROM generate_series(1, 2500) AS n`,
    );
    const response = await api.call('GET', `${EVENTS}/export?format=jsonl&action=bulk.noted`, as(guardian));
    const names = (await response.text())
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { event: { target: { name: string } } }).event.target.name);
    expect(names).toEqual(Array.from({ length: 2500 }, (_, index) => String(index + 1)));
  });

  it('is exported whole to somebody who reads slowly, for longer than a request may take', async () => {
    const patient = await startApi({ HANDLER_TIMEOUT_MS: '1000' });
    try {
      await patient.sql(
        `SELECT audit_append('{"action":"bulk.noted","actor":{"name":"spec"},"after":{"text":"' || repeat('x', 80000) || '"}}')
         FROM generate_series(1, 300)`,
      );
      const response = await patient.get(`${EVENTS}/export?format=jsonl&action=bulk.noted`);
      let lines = 0;
      let chunks = 0;
      for await (const chunk of response.body ?? []) {
        lines += Buffer.from(chunk).filter((byte) => byte === 10).length;
        chunks += 1;
        if (chunks === 1) await delay(1500);
      }
      expect(lines).toBe(300);
    } finally {
      await patient.stop();
    }
  });

  it('takes whatever a name is made of, and however long it is', async () => {
    await record(randomBytes(50_000).toString('base64'));
    await record('a\0b\uD800c\u2028"\\');
    const { items } = await read<AuditEventPage>(`${EVENTS}?limit=1`);
    expect(items[0]?.target.name).toBe('a\uFFFDb\uFFFDc\u2028"\\');
    await expectUnbroken();
  });

  it('stays one chain when fifty things happen at once', async () => {
    const log = api.app.get(AuditLog, { strict: false });
    const before = await expectUnbroken();
    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const note = {
          action: 'spec.parallel',
          target: { kind: 'spec', id: null, name: String(index) },
        } as const;
        const slug = `parallel-${index}`;
        if (index % 3 === 0) return log.record(SYSTEM, note);
        if (index % 3 === 1) {
          return log.changeInSql(SYSTEM, async (sql, write) => {
            await sql.query('INSERT INTO project (slug, name) VALUES ($1, $1)', [slug]);
            await write(note);
          });
        }
        return log.change(SYSTEM, async (transaction, write) => {
          await transaction.project.create({ data: { slug, name: slug } });
          await write(note);
        });
      }),
    );
    expect(await expectUnbroken()).toMatchObject({ sequence: before.sequence + 50 });
    const [made] = await api.sql<{ count: number }>(
      `SELECT count(*)::int AS count FROM project WHERE slug LIKE 'parallel-%'`,
    );
    expect(made?.count).toBe(33);
  });

  it('has no event of a change that was undone, and ships none', async () => {
    const log = api.app.get(AuditLog, { strict: false });
    const before = [await expectUnbroken(), shipped().length];
    await expect(
      log.change(SYSTEM, async (transaction, write) => {
        await transaction.project.create({ data: { slug: 'undone', name: 'undone' } });
        await write({ action: 'spec.undone', target: { kind: 'spec', id: null, name: 'undone' } });
        throw new Error('not after all');
      }),
    ).rejects.toThrow('not after all');
    expect([await expectUnbroken(), shipped().length]).toEqual(before);
    expect(await api.sql(`SELECT FROM project WHERE slug = 'undone'`)).toEqual([]);
  });

  describe('that cannot be written', () => {
    beforeAll(() => api.sql('REVOKE EXECUTE ON FUNCTION audit_append(text) FROM plimsoll_app'));
    afterAll(() => api.sql('GRANT EXECUTE ON FUNCTION audit_append(text) TO plimsoll_app'));

    it('keeps the policy as it is', async () => {
      const before = await read<ActivePolicy>('/api/v1/policy');
      const response = await save(`# changed unseen\n${before.source}`);
      expect(response.status).toBe(500);
      expect(await problemOf(response)).toMatchObject({ code: 'internal_error' });
      expect(await read<ActivePolicy>('/api/v1/policy')).toEqual(before);
      expect(await api.sql(`SELECT FROM policy_version WHERE source LIKE '# changed unseen%'`)).toEqual([]);
    });

    it('lets nobody make a token', async () => {
      const admin = await insertPerson(api.sql, { grants: [{ role: 'admin' }] });
      const response = await api.call('POST', '/api/v1/tokens', {
        ...as(admin),
        body: {
          name: 'unseen',
          permissions: ['gate:read'],
          project: null,
          expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
        },
      });
      expect(response.status).toBe(500);
      expect(await api.sql(`SELECT FROM api_token WHERE name = 'unseen'`)).toEqual([]);
    });

    it('is not handed out either', async () => {
      const response = await api.call('GET', `${EVENTS}/export?format=jsonl`, as(guardian));
      expect(response.status).toBe(500);
      expect(response.headers.get('Content-Type')).toMatch(/^application\/problem\+json/);
    });
  });
});
