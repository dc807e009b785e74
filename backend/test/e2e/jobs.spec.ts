import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { createApp } from '../../src/app.setup.js';
import { createLogger } from '../../src/common/logging/logger.js';
import { readEnvironment } from '../../src/config/read-environment.js';
import { Database } from '../../src/database/database.js';
import type { PolicyProgress } from '../../src/modules/gate/dto/policy-progress.dto.js';
import type { BackgroundJob, BackgroundJobList } from '../../src/modules/jobs/dto/job.dto.js';
import { JobExecutor, type RunOutcome } from '../../src/modules/jobs/job-executor.js';
import { JOB_NAMES, type JobName } from '../../src/modules/jobs/job-names.js';
import { JobQueue } from '../../src/modules/jobs/job-queue.js';
import type { JobRun } from '../../src/modules/jobs/job-run.js';
import { JobRunner } from '../../src/modules/jobs/job-runner.js';
import { QueueCheck } from '../../src/modules/jobs/queue-check.js';
import { fixture, settingsFor, startApi, type TestApi } from './api.js';
import { eventsOf } from './events.js';
import { eventually } from './eventually.js';
import { insertPerson, insertToken, type TestPerson } from './principals.js';

/** The queue hands each job to one replica, as the application's role, and nothing that is cut off is lost. */
describe('background jobs', () => {
  let api: TestApi;
  let admin: TestPerson;

  beforeAll(async () => {
    api = await startApi();
    admin = await insertPerson(api.sql, { grants: [{ role: 'admin' }] });
  });

  afterAll(() => api.stop());

  const queue = (): JobQueue => api.app.get(JobQueue, { strict: false });
  const database = (): Database => api.app.get(Database, { strict: false });
  const run = (name: string): Promise<Response> =>
    api.call('POST', `/api/v1/jobs/${name}/run`, { as: { cookie: admin.cookie } });

  async function jobOf(name: JobName): Promise<BackgroundJob> {
    const { items } = await api.read<BackgroundJobList>('/api/v1/jobs');
    const job = items.find((each) => each.name === name);
    if (job === undefined) throw new Error(`${name} is not listed`);
    return job;
  }

  it('have a queue each, and run by themselves', async () => {
    const queues = await api.sql<{ name: string; policy: string }>('SELECT name, policy FROM jobs.queue ORDER BY name');
    expect(queues).toEqual(JOB_NAMES.toSorted().map((name) => ({ name, policy: 'stately' })));
    const { items } = await eventually(
      () => api.read<BackgroundJobList>('/api/v1/jobs'),
      (list) => list.items.every(({ lastRuns }) => lastRuns.length > 0),
    );
    expect(items.map(({ name }) => name)).toEqual(JOB_NAMES);
    for (const { lastRuns, failed } of items) expect([lastRuns[0]?.outcome, failed]).toEqual(['completed', 0]);
  });

  it('are asked for by administrators, which the audit log tells', async () => {
    const before = (await jobOf('cleanup')).lastRuns.length;
    expect((await run('cleanup')).status).toBe(202);
    const job = await eventually(
      () => jobOf('cleanup'),
      // The run that every start asks for may end in between.
      ({ lastRuns, waiting, running }) => lastRuns.length > before && waiting === 0 && running === null,
    );
    expect(job).toMatchObject({ waiting: 0, running: null, retry: null });
    expect(await eventsOf(api, 'cleanup')).toEqual([
      expect.objectContaining({ action: 'job.requested', actor: expect.objectContaining({ name: admin.email }) }),
    ]);
  });

  it.each(['nothing', 'CLEANUP', '__pgboss__send-it', "cleanup'--"])(
    'that are not there are not run: %s',
    async (name) => {
      const response = await run(encodeURIComponent(name));
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([404, 'job_not_found']);
    },
  );

  it('are tried again when they fail, say why, and have failed at last', async () => {
    await api.sql(`DELETE FROM jobs.job WHERE name = 'cleanup'`);
    await api.sql('REVOKE DELETE ON challenge FROM plimsoll_app');
    try {
      await run('cleanup');
      const { retry } = await eventually(
        () => jobOf('cleanup'),
        (job) => job.retry !== null,
      );
      expect(retry?.reason).toBe('permission denied for table challenge');
      expect(Date.parse(retry?.at ?? '') - Date.now()).toBeGreaterThan(2_000);
      await api.sql(`UPDATE jobs.job SET retry_count = retry_limit - 1, start_after = now() - interval '1 s'
        WHERE name = 'cleanup' AND state = 'retry'`);
      const { lastRuns, failed } = await eventually(
        () => jobOf('cleanup'),
        (job) => job.failed > 0,
      );
      expect([failed, lastRuns[0]]).toEqual([
        1,
        expect.objectContaining({ outcome: 'failed', attempts: 6, said: 'permission denied for table challenge' }),
      ]);
      const metrics = await (await api.get('/metrics')).text();
      expect(metrics).toContain('plimsoll_jobs_failed{job="cleanup"} 1');
      // One more where the job's own retry, after some seconds, came first.
      expect(metrics).toMatch(/plimsoll_job_runs_total\{job="cleanup",outcome="failed"\} [23]$/m);
      expect(metrics).toContain('plimsoll_jobs_waiting{job="cleanup"} 0');
      expect(metrics).toContain('plimsoll_jobs_oldest_seconds{job="cleanup"} 0');
    } finally {
      await api.sql('GRANT DELETE ON challenge TO plimsoll_app');
    }
    await run('cleanup');
    expect(
      (
        await eventually(
          () => jobOf('cleanup'),
          ({ failed }) => failed === 0,
        )
      ).failed,
    ).toBe(0);
  });

  it('of a process that is gone are done again by another', async () => {
    const id = '00000000-0000-4000-8000-000000000001';
    // Of each job one alone waits to be tried again: beside another this one would have failed.
    await api.sql(`DELETE FROM jobs.job WHERE name = 'cleanup'`);
    await api.sql(
      `INSERT INTO jobs.job (id, name, state, started_on, expire_in, policy, retry_limit)
       VALUES ($1, 'cleanup', 'active', now() - interval '31 s', '30 s', 'stately', 5)`,
      [id],
    );
    const stateOf = async (): Promise<string> => {
      const [job] = await api.sql<{ state: string; attempts: number }>(
        'SELECT state, retry_count + 1 AS attempts FROM jobs.job WHERE id = $1',
        [id],
      );
      return `${job?.state} at attempt ${job?.attempts}`;
    };
    const isDone = (state: string): boolean => state.startsWith('completed');
    if (!isDone(await eventually(stateOf, isDone))) await eventually(stateOf, isDone);
    expect(await stateOf()).toBe('completed at attempt 2');
  });

  it('are one replica’s in each span of time, however many there are', async () => {
    const replica = await createApp(
      readEnvironment(settingsFor(api.databaseUrl)),
      await createLogger('silent', { write: () => undefined }),
    );
    await replica.listen(0, '127.0.0.1');
    try {
      await api.sql(`DELETE FROM jobs.job WHERE state = 'completed'`);
      const other = replica.get(JobQueue, { strict: false });
      for (let time = 0; time < 5; time += 1) {
        await Promise.all([queue(), other].map((each) => each.requestOnceIn(86_400_000, 'cleanup')));
      }
      await eventually(
        () => jobOf('cleanup'),
        ({ lastRuns }) => lastRuns.length > 0,
      );
      await delay(2_500);
      const spans = await api.sql<{ count: number }>(
        `SELECT count(*)::int AS count FROM jobs.job WHERE name = 'cleanup' AND singleton_on = date_trunc('day', now() AT TIME ZONE 'UTC')`,
      );
      expect(spans).toEqual([{ count: 1 }]);
      // Whoever takes one has it alone.
      await api.sql(`DELETE FROM jobs.job`);
      await queue().request(database(), 're-evaluation');
      const taken = await Promise.all([queue(), other, queue(), other].map((each) => each.take('re-evaluation')));
      expect(taken.filter((job) => job !== null).length).toBeLessThanOrEqual(1);
    } finally {
      await replica.close();
      await api.sql('DELETE FROM jobs.job');
    }
  });

  it('go on when the database was away', async () => {
    const { superuserUrl } = JSON.parse(process.env['PLIMSOLL_TEST_POSTGRES'] ?? '') as { superuserUrl: string };
    const server = new Client({ connectionString: superuserUrl });
    await server.connect();
    const name = new URL(api.databaseUrl).pathname.slice(1);
    try {
      await server.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
      await server.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND usename = 'plimsoll_app'`,
        [name],
      );
      const lines = await eventually(
        async () => api.log.filter((line) => line.includes('background jobs do not run')),
        ({ length }) => length > 0,
      );
      expect(lines).toHaveLength(1);
    } finally {
      await server.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
      await server.end();
    }
    await eventually(async () => api.log.some((line) => line.includes('background jobs run again')), Boolean);
    await queue().request(database(), 'cleanup');
    const { lastRuns } = await eventually(
      () => jobOf('cleanup'),
      (job) => job.lastRuns.length > 0,
    );
    expect(lastRuns[0]?.outcome).toBe('completed');
  });

  it('refuse to start without their queue, unless a migration is to come', async () => {
    const check = (): Promise<void> => api.app.get(QueueCheck, { strict: false }).check();
    await expect(check()).resolves.toBeUndefined();
    await api.sql(`DELETE FROM jobs.job WHERE name = 'verdict-expiry'`);
    await api.sql(`SELECT jobs.delete_queue('verdict-expiry')`);
    await expect(check()).rejects.toThrow(`SELECT jobs.add_job('verdict-expiry')`);
    await api.sql(`UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name LIKE '%_jobs'`);
    await expect(check()).resolves.toBeUndefined();
    await api.sql(`UPDATE _prisma_migrations SET rolled_back_at = NULL`);
    await api.sql(`SELECT jobs.add_job('verdict-expiry')`);
    await expect(check()).resolves.toBeUndefined();
  });

  describe('a run', () => {
    beforeAll(async () => {
      await api.app.get(JobRunner, { strict: false }).beforeApplicationShutdown();
      await api.sql('DELETE FROM jobs.job');
    });

    afterEach(() => api.sql('DELETE FROM jobs.job'));

    async function execute(
      work: (run: JobRun) => Promise<string | null>,
      { limitMs = 60_000, stopping = new AbortController().signal } = {},
    ): Promise<RunOutcome> {
      await queue().request(database(), 'cleanup');
      const job = await queue().take('cleanup');
      if (job === null) throw new Error('nothing waits');
      const registered = { name: 'cleanup', everyMs: null, limitMs, run: work } as const;
      return (await api.app.get(JobExecutor, { strict: false }).execute(registered, job, stopping)).outcome;
    }

    const untilEnded = async (current: JobRun): Promise<string> => {
      for (;;) {
        await current.pause();
        await delay(10);
      }
    };
    const states = async (): Promise<string[]> =>
      (await api.sql<{ state: string }>('SELECT state::text FROM jobs.job ORDER BY job.state')).map(
        ({ state }) => state,
      );

    it('that the process stops is given back whole, and is no failure', async () => {
      const stopping = new AbortController();
      setTimeout(() => stopping.abort(new Error('the process is being stopped')), 50);
      expect(await execute(untilEnded, { stopping: stopping.signal })).toBe('stopped');
      expect(await states()).toEqual(['created', 'cancelled']);
    });

    it('that takes too long is ended, and tried again', async () => {
      expect(await execute(untilEnded, { limitMs: 50 })).toBe('failed');
      expect(await states()).toEqual(['retry']);
      expect((await jobOf('cleanup')).retry?.reason).toMatch(/timeout/);
    });

    it('that another process was given says nothing of how it ended', async () => {
      const outcome = await execute(async () => {
        // The database was away for longer than the job is held: pg-boss gives it back, and another takes it.
        await api.sql(`UPDATE jobs.job SET retry_count = retry_count + 1`);
        return 'done';
      });
      expect(outcome).toBe('lost');
      expect(await states()).toEqual(['active']);
    });

    it('has one that is asked for meanwhile wait, and no second', async () => {
      const outcome = await execute(async () => {
        for (let time = 0; time < 3; time += 1) await queue().request(database(), 'cleanup');
        return null;
      });
      expect(outcome).toBe('completed');
      expect(await states()).toEqual(['created', 'completed']);
    });

    it('that took its turn and leaves the rest is followed by another', async () => {
      const outcomes: boolean[] = [];
      await execute(async (current) => {
        outcomes.push(current.leaveRest());
        // As if it had begun two minutes ago.
        Object.assign(current, { startedAt: performance.now() - 120_000 });
        outcomes.push(current.leaveRest());
        return null;
      });
      expect(outcomes).toEqual([false, true]);
      expect(await states()).toEqual(['created', 'completed']);
    });

    it('is asked for with the change that causes it, or not at all', async () => {
      const failed = database().transaction(async (sql) => {
        await queue().request(sql, 'cleanup');
        throw new Error('no change');
      });
      await expect(failed).rejects.toThrow('no change');
      expect(await states()).toEqual([]);
    });

    it('is followed by a count that tells nobody of the artifacts of other projects', async () => {
      await api.take(fixture('reports/vexctl-sarif/nginx-trivy.sarif.json'), '?project=ours&image=acme/ours');
      await api.take(fixture('reports/vexctl-sarif/nginx-trivy.sarif.json'), '?project=theirs&image=acme/theirs');
      const [project] = await api.sql<{ id: number }>(`SELECT id FROM project WHERE slug = 'ours'`);
      const token = await insertToken(api.sql, { permissions: ['artifact:read'], projectId: project?.id ?? 0 });
      const ours = (await (
        await api.call('GET', '/api/v1/policy/progress', { as: { token } })
      ).json()) as PolicyProgress;
      expect(ours).toMatchObject({ decided: 1, artifacts: 1 });
      expect(await api.read<PolicyProgress>('/api/v1/policy/progress')).toMatchObject({ decided: 2, artifacts: 2 });
      await api.sql(`UPDATE artifact_verdict SET holds_until = 'epoch' WHERE environment = 'prod'`);
      expect((await api.read<PolicyProgress>('/api/v1/policy/progress')).decided).toBe(0);
    });
  });
});
