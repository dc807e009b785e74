import { Pool } from 'pg';
import { Database } from '../../src/database/database.js';
import { createPool } from '../../src/database/pool.js';
import { PrismaService } from '../../src/database/prisma.service.js';
import { SYSTEM } from '../../src/modules/audit/audit-event.js';
import { AuditLog, type Note } from '../../src/modules/audit/audit-log.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

/** What a change does, in Prisma or in SQL. */
interface Steps {
  rename(slug: string, name: string): Promise<unknown>;
  create(slug: string): Promise<unknown>;
  count(): Promise<number>;
  isolate(): Promise<unknown>;
  /** As PostgreSQL does in a deadlock. */
  fail(): Promise<unknown>;
  note: Note;
}

const FAILING = `DO $$ BEGIN RAISE EXCEPTION 'made up' USING ERRCODE = '40P01'; END $$`;

/**
 * PostgreSQL ends one of two transactions that wait for each other, or that cannot both be true. Nobody who asked for a
 * change must hear of it, whichever way the change is written, and the audit log tells of it once.
 */
describe.each(['change', 'changeInSql'] as const)('AuditLog.%s', (way) => {
  let database: TestDatabase;
  let pool: Pool;
  /** Who deletes projects, which the application cannot. */
  let owner: Pool;
  let log: AuditLog;
  let prisma: PrismaService;
  const lines: string[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = createPool({
      databaseUrl: database.url,
      size: 4,
      acquireTimeoutMs: 5000,
      statementTimeoutMs: 20_000,
      lockTimeoutMs: 20_000,
    });
    owner = new Pool({ connectionString: database.ownerUrl, max: 1 });
    prisma = new PrismaService(pool);
    log = new AuditLog(prisma, new Database(pool), { write: (line) => void lines.push(line) });
  });

  beforeEach(async () => {
    lines.length = 0;
    await owner.query('DELETE FROM project');
    await pool.query(`INSERT INTO project (slug, name) VALUES ('a', 'a'), ('b', 'b')`);
  });

  afterAll(async () => {
    await prisma.onApplicationShutdown();
    await Promise.all([pool.end(), owner.end()]);
    await database.drop();
  });

  function change(work: (steps: Steps) => Promise<void>): Promise<void> {
    if (way === 'change') {
      return log.change(SYSTEM, (transaction, note) =>
        work({
          rename: (slug, name) => transaction.project.update({ where: { slug }, data: { name } }),
          create: (slug) => transaction.project.create({ data: { slug, name: slug } }),
          count: () => transaction.project.count(),
          isolate: () => transaction.$executeRaw`SET TRANSACTION ISOLATION LEVEL SERIALIZABLE`,
          fail: () => transaction.$executeRawUnsafe(FAILING),
          note,
        }),
      );
    }
    return log.changeInSql(SYSTEM, (sql, note) =>
      work({
        rename: (slug, name) => sql.query('UPDATE project SET name = $2 WHERE slug = $1', [slug, name]),
        create: (slug) => sql.query('INSERT INTO project (slug, name) VALUES ($1, $1)', [slug]),
        count: async () => Number((await sql.query<{ count: string }>('SELECT count(*) FROM project'))[0]?.count),
        isolate: () => sql.query('SET TRANSACTION ISOLATION LEVEL SERIALIZABLE'),
        fail: () => sql.query(FAILING),
        note,
      }),
    );
  }

  /** Runs both at once. In their first attempt neither goes on at `meet` before the other has come there. */
  async function race(work: (steps: Steps, me: string, meet: () => Promise<void>) => Promise<void>): Promise<number> {
    let attempts = 0;
    let waiting = 2;
    let open = (): void => undefined;
    const both = new Promise<void>((resolve) => {
      open = resolve;
    });
    const meet = (): Promise<void> => {
      waiting -= 1;
      if (waiting <= 0) open();
      return both;
    };
    await Promise.all(
      ['first', 'second'].map((me) =>
        change(async (steps) => {
          attempts += 1;
          await work(steps, me, meet);
        }),
      ),
    );
    return attempts;
  }

  const noteOf = (name: string) =>
    ({ action: 'project.renamed', target: { kind: 'project', id: null, name } }) as const;

  async function expectOneEventEach(): Promise<void> {
    const { rows } = await pool.query<{ target: string }>(
      'SELECT target FROM audit_event ORDER BY sequence DESC LIMIT $1',
      [lines.length],
    );
    expect(rows.map(({ target }) => target).sort()).toEqual(['first', 'second']);
    expect(lines).toHaveLength(2);
  }

  it('runs again what a deadlock has ended', async () => {
    const attempts = await race(async ({ rename, note }, me, meet) => {
      const [one, other] = me === 'first' ? ['a', 'b'] : ['b', 'a'];
      await rename(one as string, me);
      await meet();
      await rename(other as string, me);
      await note(noteOf(me));
    });
    expect(attempts).toBe(3);
    await expectOneEventEach();
    const { rows } = await pool.query<{ names: number }>('SELECT count(DISTINCT name)::int AS names FROM project');
    expect(rows).toEqual([{ names: 1 }]);
  });

  it('runs again what cannot be put in an order with another, and tells of it once', async () => {
    const attempts = await race(async ({ isolate, create, count, note }, me, meet) => {
      await isolate();
      const before = await count();
      await meet();
      await create(`${me}-of-${before}`);
      await note(noteOf(me));
    });
    expect(attempts).toBeGreaterThanOrEqual(3);
    await expectOneEventEach();
    const { rows } = await pool.query<{ slug: string }>(`SELECT slug FROM project WHERE slug LIKE '%-of-%'`);
    // One after the other: the second one has seen what the first one made.
    expect(rows.map(({ slug }) => slug.replace(/^.*-/, '')).sort()).toEqual(['2', '3']);
  });

  it('runs again what only its commit refuses', async () => {
    const attempts = await race(async ({ isolate, create, count }, me, meet) => {
      await isolate();
      const before = await count();
      await create(`${me}-of-${before}`);
      await meet();
    });
    expect(attempts).toBeGreaterThanOrEqual(3);
    const { rows } = await pool.query<{ slug: string }>(`SELECT slug FROM project WHERE slug LIKE '%-of-%'`);
    expect(rows.map(({ slug }) => slug.replace(/^.*-/, '')).sort()).toEqual(['2', '3']);
  });

  it('runs nothing again that failed by itself', async () => {
    let attempts = 0;
    const failing = change(async ({ create }) => {
      attempts += 1;
      await create('a');
    });
    await expect(failing).rejects.toThrow(/unique/i);
    expect(attempts).toBe(1);
  });

  it('gives up in the end, with the reason', async () => {
    let attempts = 0;
    const hopeless = change(async ({ fail }) => {
      attempts += 1;
      await fail();
    });
    await expect(hopeless).rejects.toThrow(/deadlock|conflict|made up/i);
    expect(attempts).toBe(5);
  });
});
