import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { RequestLoad } from '../../src/common/http/request-load.js';
import { applyMigrations, migrationStatus } from '../../src/database/migrate.js';
import { IS_OF_CLAIM_ROWS } from '../../src/database/stored-rows.js';
import { JOB_NAMES, type JobName } from '../../src/modules/jobs/job-names.js';
import { JobRegistry } from '../../src/modules/jobs/job-registry.js';
import { JobRun } from '../../src/modules/jobs/job-run.js';
import { JobRunner } from '../../src/modules/jobs/job-runner.js';
import { isFullRun } from '../../../testkit/tier.mjs';
import { fixture, startApi, TEST_POLICY, type TestApi } from '../e2e/api.js';
import { fillAsVersion01 } from '../e2e/store-of-0-1.js';
import { startApiProcess } from './api-process.js';
import { PLIMSOLL } from './built.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

/**
 * What migrations and jobs are doing when they end: they wait to write this table, with all of their transaction before it written. The
 * process is killed, or its connection is cut, which is what PostgreSQL sees of that; a full run kills a process each time.
 */
const MIGRATION_POINTS: readonly [table: string, end: 'killed' | 'cut'][] = [
  ['artifact_verdict', 'killed'],
  ['artifact_component', 'cut'],
  ['component', 'cut'],
  ['verdict', 'cut'],
  ['claim', 'killed'],
];

const JOB_POINTS: readonly [job: JobName, table: string, end: 'killed' | 'cut'][] = [
  ['words', 'word', 'cut'],
  ['words', 'text_block', 'cut'],
  ['words', 'wording', 'cut'],
  ['words', 'scan', 'killed'],
  ['words', 'claim', 'cut'],
  ['words', 'match', 'cut'],
  ['words', 'text', 'cut'],
  ['words', 'advisory', 'cut'],
  ['postings', 'artifact_posting', 'cut'],
  ['postings', 'posting', 'killed'],
  ['postings', 'artifact_posting', 'cut'],
  ['artifact-state', 'artifact_posting', 'cut'],
  ['artifact-state', 'artifact', 'cut'],
  ['re-evaluation', 'scan', 'cut'],
  ['re-evaluation', 'artifact', 'cut'],
  ['re-evaluation', 'artifact_state', 'cut'],
  ['re-evaluation', 'verdict', 'cut'],
  ['re-evaluation', 'artifact_verdict', 'cut'],
  ['verdict-expiry', 'verdict', 'cut'],
  ['verdict-expiry', 'artifact_verdict', 'cut'],
  ['unused-words', 'word', 'cut'],
  ['retention', 'report_chunk', 'cut'],
  ['retention', 'report_removal', 'cut'],
  ['retention', 'audit_event', 'killed'],
];

const SUPERSEDED = `SELECT report_id FROM scan JOIN artifact ON artifact.id = artifact_id JOIN image ON image.id = image_id
  WHERE repository = 'acme/superseded' AND NOT is_current`;

/** What a job is to do, and SQL that counts what of it is left. */
const JOBS: Readonly<Record<string, { readonly prepare: string; readonly left: string }>> = {
  words: {
    prepare: '',
    left: `SELECT (SELECT count(*) FROM scan WHERE ${IS_OF_CLAIM_ROWS}) + (SELECT count(*) FROM claim) + (SELECT count(*) FROM match)
      + (SELECT count(*) FROM text) + (SELECT count(*) FROM advisory)`,
  },
  postings: {
    prepare: 'TRUNCATE posting, artifact_posting',
    left: `SELECT count(*) FROM artifact WHERE NOT EXISTS (SELECT FROM artifact_posting WHERE artifact_id = artifact.id AND is_posted)`,
  },
  'artifact-state': {
    // Few are enough from here on.
    prepare: `DELETE FROM artifact WHERE id NOT IN (SELECT id FROM artifact ORDER BY id DESC LIMIT 4); DELETE FROM artifact_state`,
    left: 'SELECT count(*) FROM artifact WHERE NOT EXISTS (SELECT FROM artifact_state WHERE artifact_id = artifact.id)',
  },
  're-evaluation': {
    prepare: `UPDATE scan SET reader = 1 WHERE is_current; UPDATE artifact_verdict SET holds_until = 'epoch'`,
    left: `SELECT (SELECT count(*) FROM artifact_verdict WHERE holds_until = 'epoch')
      + (SELECT count(*) FROM scan WHERE reader = 1 AND is_current)`,
  },
  'verdict-expiry': {
    prepare: `UPDATE artifact_verdict SET holds_until = 'epoch'`,
    left: `SELECT count(*) FROM artifact_verdict WHERE holds_until = 'epoch'`,
  },
  'unused-words': {
    prepare: '',
    left: 'SELECT count(*) FROM (SELECT id FROM word EXCEPT SELECT unnest(word_ids) FROM scan) AS unused',
  },
  retention: {
    prepare: `UPDATE report SET created_at = now() - interval '40 d' WHERE id IN (${SUPERSEDED});
      UPDATE scan SET received_at = now() - interval '40 d' WHERE report_id IN (${SUPERSEDED})`,
    left: `SELECT count(*) FROM report WHERE id IN (${SUPERSEDED}) AND NOT EXISTS (SELECT FROM report_removal WHERE report_id = report.id)`,
  },
};

interface Begun {
  /** `pids` are those of its connections that wait. */
  kill(pids: readonly number[]): Promise<void>;
}

/** Killed at any moment, migrations and jobs leave a step whole or not at all, and the next start does the rest. */
describe('kill -9 in the middle of', () => {
  let database: TestDatabase;
  let client: Client;
  let holder: Client;
  let policy: string;
  let started: TestApi | undefined;

  beforeAll(async () => {
    database = await createTestDatabase({ isEmpty: true });
    client = new Client({ connectionString: database.superuserUrl });
    holder = new Client({ connectionString: database.superuserUrl });
    await Promise.all([client.connect(), holder.connect()]);
    await fillAsVersion01(database, client);
    policy = join(mkdtempSync(join(tmpdir(), 'plimsoll-policy-')), 'policy.yml');
    writeFileSync(policy, `${readFileSync(TEST_POLICY, 'utf8')}\nretention: { reports: 30d }\n`);
  });

  afterAll(async () => {
    await Promise.all([client.end(), holder.end()]);
    await started?.stop();
    rmSync(dirname(policy), { recursive: true });
  });

  const isKilled = (end: 'killed' | 'cut'): boolean => isFullRun || end === 'killed';

  async function count(sql: string): Promise<number> {
    const { rows } = await client.query<{ count: string }>(`SELECT (${sql}) AS count`);
    return Number(rows[0]?.count);
  }

  /** Connections that wait for what the holder has locked. */
  async function waiting(): Promise<number[]> {
    const { rows } = await client.query<{ pid: number }>(
      `SELECT waiting.pid FROM pg_locks AS waiting JOIN pg_locks AS held USING (relation)
       WHERE NOT waiting.granted AND held.granted AND held.mode = 'ShareRowExclusiveLock'`,
    );
    return rows.map(({ pid }) => pid);
  }

  async function untilWaiting(): Promise<number[]> {
    for (const deadline = Date.now() + 120_000; Date.now() < deadline; await delay(10)) {
      const pids = await waiting();
      if (pids.length > 0) return pids;
    }
    throw new Error('it never came to write that');
  }

  async function untilGone(pids: readonly number[]): Promise<void> {
    while ((await count(`SELECT count(*) FROM pg_stat_activity WHERE pid IN (${pids.join(', ')})`)) > 0)
      await delay(10);
  }

  /** Which rows of tables there are, in which version, and which tables, columns and indexes. */
  async function committed(tables: readonly string[]): Promise<unknown> {
    const { rows } = await client.query(
      `SELECT attrelid::regclass::text AS relation, string_agg(attname, ' ' ORDER BY attnum) AS versions
       FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
       WHERE relnamespace IN ('public'::regnamespace, to_regnamespace('jobs')) AND NOT attisdropped GROUP BY attrelid
       UNION ALL ${tables.map((name) => `SELECT 'rows of ${name}', md5(string_agg(concat(ctid, xmin), ' ' ORDER BY ctid)) FROM ${name}`).join(' UNION ALL ')}
       ORDER BY relation`,
    );
    return rows;
  }

  /**
   * Has `begin` come to write the table and ends it there. What others see before that is all that there is after it: nothing of the
   * transaction is kept, and nothing that had been is lost.
   */
  async function endAt(table: string, seen: readonly string[], begin: () => Begun | Promise<Begun>): Promise<void> {
    try {
      // Readers pass; whoever writes, or makes an index or a column, waits.
      await holder.query(`BEGIN; LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE`);
      const begun = await begin();
      const pids = await untilWaiting();
      const before = await committed(seen);
      await begun.kill(pids);
      await holder.query('ROLLBACK');
      await untilGone(pids);
      expect(await committed(seen)).toEqual(before);
    } finally {
      await holder.query('ROLLBACK');
    }
  }

  describe('plimsoll migrate apply', () => {
    it.each(MIGRATION_POINTS)('that waits for %s', async (table, end) => {
      const before = await migrationStatus(database.ownerUrl);
      // Who waits to alter a table keeps its readers waiting, too.
      await endAt(table, ['_prisma_migrations'], () => (isKilled(end) ? migratingProcess() : migrating()));
      const after = await migrationStatus(database.ownerUrl);
      expect(after.applied.slice(0, before.applied.length)).toEqual(before.applied);
      expect(after.unfinished).toEqual([]);
    });

    it('and goes on from there', async () => {
      expect((await applyMigrations(database.ownerUrl)).length).toBeGreaterThan(0);
      expect(await migrationStatus(database.ownerUrl)).toMatchObject({ pending: [], unfinished: [] });
    });

    function migratingProcess(): Begun {
      const child = spawn(process.execPath, [PLIMSOLL, 'migrate', 'apply'], {
        env: { PATH: process.env['PATH'], DATABASE_URL: database.ownerUrl },
        stdio: 'ignore',
      });
      const ended = once(child, 'exit');
      return {
        async kill() {
          child.kill('SIGKILL');
          expect(await ended).toEqual([null, 'SIGKILL']);
        },
      };
    }

    function migrating(): Begun {
      const ended = Promise.allSettled([applyMigrations(database.ownerUrl)]);
      return { kill: (pids: readonly number[]) => cut(pids, ended) };
    }
  });

  async function cut(pids: readonly number[], ended: Promise<PromiseSettledResult<unknown>[]>): Promise<void> {
    await client.query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid', [pids]);
    expect(await ended).toEqual([expect.objectContaining({ status: 'rejected' })]);
  }

  describe('the job', () => {
    let api: TestApi;

    beforeAll(async () => {
      started = api = await startApi({ PLIMSOLL_POLICY_FILE: policy }, database);
      await api.app.get(JobRunner, { strict: false }).beforeApplicationShutdown();
      const report = JSON.parse(fixture('one-image/trivy.json').toString()) as object;
      for (const CreatedAt of ['2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z']) {
        await api.take(
          JSON.stringify({ ...report, CreatedAt }),
          `?image=acme/superseded&tag=1&digest=sha256:${'5'.repeat(64)}`,
        );
      }
      const { rows } = await client.query<{ name: string }>(
        `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`,
      );
      written = rows.map(({ name }) => name);
    });

    let written: readonly string[];

    const names = [...new Set(JOB_POINTS.map(([name]) => name))];

    describe.each(names)('%s', (name) => {
      const { prepare, left } = JOBS[name] ?? { prepare: '', left: '' };

      beforeAll(async () => {
        await client.query(prepare);
      });

      it.each(JOB_POINTS.filter(([job]) => job === name))('%s that waits for %s', async (_, table, end) => {
        await endAt(table, written, () => (isKilled(end) ? runningProcess(name) : runningHere(name)));
        expect(await count(left)).toBeGreaterThan(0);
      });

      it('and the next run does the rest', async () => {
        expect(await api.storeDifferences()).toEqual([]);
        await run(name, new AbortController().signal);
        expect(await count(left)).toBe(0);
      });
    });

    function run(name: JobName, signal: AbortSignal): Promise<unknown> {
      const service = api.app.get(JobRegistry, { strict: false });
      return service.get(name).run(new JobRun(signal, api.app.get(RequestLoad, { strict: false })));
    }

    /** A process that has nothing else to do: the other jobs are said to run. */
    async function runningProcess(name: JobName): Promise<Begun> {
      await api.sql('DELETE FROM jobs.job');
      await api.sql(
        `INSERT INTO jobs.job (name, policy, state, started_on, expire_in)
         SELECT name, 'stately', 'active', now(), '1 h' FROM unnest($1::text[]) AS name`,
        [JOB_NAMES.filter((other) => other !== name)],
      );
      await api.sql(`INSERT INTO jobs.job (name, policy) VALUES ($1, 'stately')`, [name]);
      const process = await startApiProcess(database.url, { PLIMSOLL_POLICY_FILE: policy });
      return {
        async kill() {
          expect(await process.kill()).toBe('SIGKILL');
        },
      };
    }

    function runningHere(name: JobName): Begun {
      const stopping = new AbortController();
      const ended = Promise.allSettled([run(name, stopping.signal)]);
      return {
        async kill(pids: readonly number[]) {
          stopping.abort(new Error('the process is gone'));
          await cut(pids, ended);
        },
      };
    }
  });
});
