import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Verdict } from '../../src/core/gate/verdict.js';
import { parsePolicy } from '../../src/core/policy/parse-policy.js';
import { Database } from '../../src/database/database.js';
import { EvaluationService } from '../../src/modules/gate/evaluation.service.js';
import { VerdictsRepository } from '../../src/modules/gate/verdicts.repository.js';
import { applyMigrations, storedRowsStatus } from '../../src/database/migrate.js';
import { MIGRATIONS_DIRECTORY, readMigrationFiles } from '../../src/database/migration-files.js';
import { ClaimsToWordsService } from '../../src/modules/scans/claims-to-words.service.js';
import { PLIMSOLL } from '../integration/built.js';
import { execute } from '../integration/command.js';
import { createTestDatabase, type TestDatabase } from '../integration/postgres.js';
import { startApi, type TestApi } from './api.js';

/** The last migration that the version had which filled the database. */
const LAST_OF_0_1 = '20261129234000_component_keys';

interface Dump {
  readonly tables: readonly { readonly table: string; readonly columns: readonly string[]; readonly rows: string }[];
}

/** A verdict that stood in the dump, with its policy's text. */
type GivenVerdict = { artifactId: number; environment: string; body: string; source: string; policyId: number };

/** Nothing of it is kept. */
class GivenAgain extends Error {
  constructor(readonly body: string) {
    super('given again');
  }
}

/** Version 0.1 listed up to a thousand findings of a reason. */
const MOST_LISTED = 20;

/** Without what the shorter lists change; the verdict's name covers them. */
function shortened(body: string): object {
  const { verdictId: _, reasons, ...verdict } = JSON.parse(body) as Verdict;
  return {
    ...verdict,
    reasons: reasons.map(({ findings, ...reason }) => ({ ...reason, findings: findings.slice(0, MOST_LISTED) })),
  };
}

/** By artifact: what the API of the version answered that filled the database. */
type Answers = Readonly<Record<string, Readonly<Record<'findings' | 'components' | 'finding', object | undefined>>>>;

/**
 * A database that version 0.1 filled with reports of every format: known answers, one image by several scanners, real reports. Nothing
 * of what it said may be lost or change, before its rows are rewritten, after, and wherever that is cut off.
 */
describe('A database that version 0.1 filled', () => {
  let database: TestDatabase;
  let api: TestApi;
  let client: Client;
  let answers: Answers;
  let given: readonly GivenVerdict[];

  beforeAll(async () => {
    database = await createTestDatabase({ isEmpty: true });
    client = new Client({ connectionString: database.superuserUrl });
    await client.connect();
    await migrateUpTo(LAST_OF_0_1);
    await load((await readStore('0.1.json.gz')) as Dump);
    ({ rows: given } = await client.query<GivenVerdict>(
      `SELECT verdict.artifact_id AS "artifactId", verdict.environment, body, source, verdict.policy_id AS "policyId"
       FROM artifact_verdict AS standing JOIN verdict ON verdict.id = standing.verdict_id
         JOIN policy_version ON policy_version.id = verdict.policy_id
       ORDER BY verdict.id`,
    ));
    await applyMigrations(database.ownerUrl);
    answers = (await readStore('0.1-answers.json.gz')) as Answers;
    api = await startApi({}, database);
  });

  afterAll(async () => {
    await client.end();
    await api.stop();
  });

  const words = () => api.app.get(ClaimsToWordsService, { strict: false });
  const readiness = async () =>
    ((await (await api.get('/health/ready')).json()) as { info: { storedRows: object } }).info.storedRows;

  async function migrateUpTo(last: string): Promise<void> {
    const directory = await mkdtemp(join(tmpdir(), 'plimsoll-migrations-'));
    await cp(MIGRATIONS_DIRECTORY, directory, { recursive: true });
    for (const { name } of await readMigrationFiles()) {
      if (name > last) await rm(join(directory, name), { recursive: true });
    }
    // No role of the API yet: it is given functions that come later.
    await applyMigrations(database.ownerUrl, { directory, applicationRole: 'nobody' });
    await rm(directory, { recursive: true });
  }

  async function load({ tables }: Dump): Promise<void> {
    await client.query('SET session_replication_role = replica');
    for (const { table, columns, rows } of tables) {
      await client.query(`DELETE FROM ${table}`);
      await pipeline(Readable.from([rows]), client.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN`)));
      if (columns[0] === 'id') {
        await client.query(
          `SELECT setval(pg_get_serial_sequence('${table}', 'id'), (SELECT coalesce(max(id), 1) FROM ${table}))`,
        );
      }
    }
    await client.query('RESET session_replication_role');
  }

  async function expectAnswersOf01(): Promise<void> {
    for (const [artifactId, { findings, components, finding }] of Object.entries(answers)) {
      const path = `/api/v1/artifacts/${artifactId}`;
      expect(await api.read(`${path}/findings?limit=200`)).toMatchObject(findings ?? {});
      expect(await api.read(`${path}/components?limit=200`)).toMatchObject(components ?? {});
      const { id = null } = (finding ?? {}) as { id?: string };
      const now = id === null ? {} : await api.read<object>(`${path}/findings/${id}`);
      expect(now).toMatchObject(finding ?? {});
    }
  }

  /** Given again by the policy and at the instant of then: the same byte for byte, but for findings of a reason that are no longer listed. */
  async function expectVerdictsOf01(): Promise<void> {
    const service = <Service>(type: abstract new (...args: never[]) => Service): Service =>
      api.app.get(type, { strict: false });
    for (const { artifactId, environment, body, source, policyId } of given) {
      const before = JSON.parse(body) as Verdict;
      const active = { id: policyId, policy: parsePolicy(source) };
      const undone = service(Database).transaction(async (sql): Promise<GivenAgain> => {
        const artifact = await service(VerdictsRepository).lockArtifact(sql, artifactId);
        if (artifact === null) throw new Error(`artifact ${artifactId} is gone`);
        const [written] = await service(EvaluationService).evaluateStored(
          sql,
          async () => undefined,
          artifact,
          active,
          new Date(before.evaluatedAt),
          [environment],
        );
        throw new GivenAgain(written?.body ?? '');
      });
      const { body: after } = await undone.catch((error: unknown) => {
        if (error instanceof GivenAgain) return error;
        throw error;
      });
      const isShortened = before.reasons.some(({ findings }) => findings.length > MOST_LISTED);
      expect(isShortened ? shortened(after) : after).toEqual(isShortened ? shortened(body) : body);
    }
  }

  it('has the gate give the verdicts again that that version gave', async () => {
    expect(given.length).toBeGreaterThan(100);
    await expectVerdictsOf01();
  });

  it('answers as that version did, is ready, and tells that rows are to be rewritten', async () => {
    await expectAnswersOf01();
    const { waiting, all } = (await storedRowsStatus(database.ownerUrl)) ?? { waiting: 0, all: 0 };
    expect(waiting).toBeGreaterThan(30);
    expect(await readiness()).toEqual({ status: 'up', isRewriting: true });
    const { code, stdout } = await execute(process.execPath, [PLIMSOLL, 'migrate', 'status'], {
      cwd: '/',
      env: { PATH: process.env['PATH'], DATABASE_URL: database.ownerUrl },
    });
    expect(stdout).toMatch(
      new RegExp(`^rewriting  ${all - waiting} of ${all} scans are kept as this version keeps them; `, 'm'),
    );
    expect(code).toBe(0);
    expect(await api.storeDifferences()).toEqual([]);
  });

  it.each(['word', 'text_block', 'wording', 'scan'])(
    'is whole where rewriting is cut off before it writes %s, and goes on from there',
    async (table) => {
      const before = await words().countLeft();
      // Readers pass, writers wait: it stops right here, with all before it written and not committed.
      await client.query(`BEGIN; LOCK TABLE ${table} IN SHARE MODE`);
      const [moved] = await Promise.allSettled([words().moveSome(0, 1_000), cutWaiting()]);
      await client.query('ROLLBACK');
      expect(moved).toMatchObject({ status: 'rejected', reason: { message: expect.stringMatching(/terminat/i) } });
      const left = await words().countLeft();
      expect(left).toBeLessThanOrEqual(before);
      expect(await api.storeDifferences()).toEqual([]);
      // One more, so that the next is cut off at another.
      await words().moveSome(0, 1);
      expect(await words().countLeft()).toBe(left - 1);
    },
  );

  /** As PostgreSQL sees it when the process is killed. */
  async function cutWaiting(): Promise<void> {
    for (;;) {
      const { rowCount } = await client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()`,
      );
      if (rowCount !== null && rowCount > 0) return;
      await delay(10);
    }
  }

  it('says the same once its rows are rewritten, in lists, in details and at the gate', async () => {
    for (let after: number | null = 0; after !== null;) after = (await words().moveSome(after, 10)).last;
    expect(await words().countLeft()).toBe(0);
    await expectAnswersOf01();
    await expectVerdictsOf01();
    expect(await readiness()).toEqual({ status: 'up', isRewriting: false });
    expect(await storedRowsStatus(database.ownerUrl)).toMatchObject({ waiting: 0 });
  });
});

async function readStore(name: string): Promise<unknown> {
  return JSON.parse(gunzipSync(await readFile(new URL(`../fixtures/stores/${name}`, import.meta.url))).toString());
}
