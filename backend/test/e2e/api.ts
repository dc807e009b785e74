import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Pool, type QueryResultRow } from 'pg';
import { acceptingPolicyFile } from '../../../testkit/accepting-policy.mjs';
import { createApp } from '../../src/app.setup.js';
import { createLogger } from '../../src/common/logging/logger.js';
import { readEnvironment } from '../../src/config/read-environment.js';
import type { ProblemDetails } from '../../src/common/errors/problem.dto.js';
import type { ReportReceipt } from '../../src/modules/reports/dto/report-receipt.dto.js';
import { StoreCheckService } from '../../src/modules/store-check/store-check.service.js';
import { createTestDatabase, type TestDatabase } from '../integration/postgres.js';
import { insertToken } from './principals.js';
import { replayDifferences } from './replay-differences.js';

/** What the API judges by, unless a spec names another file. */
export const TEST_POLICY = acceptingPolicyFile();

/** Where the web console is by default: the `Origin` of what its pages send. */
export const CONSOLE_ORIGIN = 'http://localhost:3000';

/** Who sends a request: an API token, a browser with this `Cookie` header, or nobody. */
export type Caller = { token: string } | { cookie: string } | 'anonymous';

/** What a spec sends. A body is sent as JSON. */
export interface TestRequest {
  as?: Caller;
  body?: unknown;
  headers?: Record<string, string>;
}

/** The API as production starts it, on a free port and a database of its own. */
export interface TestApi {
  url: string;
  app: NestFastifyApplication;
  databaseUrl: string;
  /** For the role that owns the tables. */
  ownerUrl: string;
  /** An API token that has every permission a token can have, in every project. */
  token: string;
  /** Every line that was logged. */
  log: string[];
  /** With `token`, unless the headers name another credential. */
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** The answer to a GET that succeeds. */
  read<Answer>(path: string): Promise<Answer>;
  /** Sends a report as `curl --data-binary` does. */
  send(body: string | Uint8Array, query?: string, headers?: Record<string, string>): Promise<Response>;
  /** The answer to a report that is taken in. */
  take(body: string | Uint8Array, query?: string): Promise<ReportReceipt>;
  /** Any request, as a page of the console sends it; as nobody where nobody is named. */
  call(method: string, path: string, request?: TestRequest): Promise<Response>;
  /** Straight to the tables. */
  sql<Row extends QueryResultRow>(text: string, parameters?: unknown[]): Promise<Row[]>;
  /** What `plimsoll check-store` would say of the database. */
  storeDifferences(): Promise<string[]>;
  /**
   * Fails where the store is not whole after all that was done, or does not give its verdicts again as they were given. Not where the spec itself has
   * damaged the store, or has rewritten what verdicts rest on.
   */
  stop(options?: { readonly isDamaged?: boolean; readonly isRewritten?: boolean }): Promise<void>;
}

/** The least that the API can be started with. */
export function settingsFor(databaseUrl: string): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    API_PORT: '0',
    SECRET_KEY: randomBytes(32).toString('base64'),
    PLIMSOLL_POLICY_FILE: TEST_POLICY,
  };
}

/** On an empty database of its own, where none is given. */
export async function startApi(settings: Record<string, string> = {}, given?: TestDatabase): Promise<TestApi> {
  const database = given ?? (await createTestDatabase());
  const log: string[] = [];
  const logger = await createLogger('info', { write: (line: string) => void log.push(line) });
  const environment = readEnvironment({
    ...settingsFor(database.url),
    ...settings,
  });
  const app = await createApp(environment, logger);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const pool = new Pool({ connectionString: database.ownerUrl, max: 2 });
  const sql: TestApi['sql'] = async (text, parameters = []) => (await pool.query(text, parameters)).rows;
  const token = await insertToken(sql);
  const withToken = (headers: Record<string, string>): Record<string, string> =>
    'Authorization' in headers || 'Cookie' in headers ? headers : { Authorization: `Bearer ${token}`, ...headers };
  const storeDifferences = async (): Promise<string[]> => {
    const differences: string[] = [];
    await app.get(StoreCheckService, { strict: false }).check((difference) => differences.push(difference));
    return differences;
  };
  const get: TestApi['get'] = (path, headers = {}) => fetch(`${url}${path}`, { headers: withToken(headers) });
  const send: TestApi['send'] = (body, query = '', headers = {}) =>
    fetch(`${url}/api/v1/reports${query}`, {
      method: 'POST',
      body,
      headers: withToken({ 'Content-Type': 'application/x-www-form-urlencoded', ...headers }),
    });
  return {
    url,
    app,
    databaseUrl: database.url,
    ownerUrl: database.ownerUrl,
    token,
    log,
    get,
    send,
    read: async (path) => succeed(await get(path)),
    take: async (body, query) => succeed(await send(body, query)),
    call: (method, path, { as = 'anonymous', body, headers = {} } = {}) =>
      fetch(`${url}${path}`, {
        method,
        headers: {
          ...credentialsOf(as),
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    sql,
    storeDifferences,
    stop: async ({ isDamaged = false, isRewritten = isDamaged } = {}) => {
      try {
        if (!isDamaged) expect(await storeDifferences()).toEqual([]);
        if (!isRewritten) expect(await replayDifferences(app, sql)).toEqual([]);
      } finally {
        await app.close();
        await pool.end();
        await database.drop();
      }
    },
  };
}

function credentialsOf(caller: Caller): Record<string, string> {
  if (caller === 'anonymous') return { Origin: CONSOLE_ORIGIN };
  if ('token' in caller) return { Authorization: `Bearer ${caller.token}` };
  return { Cookie: caller.cookie, Origin: CONSOLE_ORIGIN };
}

async function succeed<Answer>(response: Response): Promise<Answer> {
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}

export async function problemOf(response: Response): Promise<ProblemDetails> {
  return (await response.json()) as ProblemDetails;
}

/** Reads a file of test/fixtures. */
export function fixture(path: string): Buffer {
  return readFileSync(new URL(`../fixtures/${path}`, import.meta.url));
}

/** How many rows each table has that a report writes to. */
export async function countRows({ sql }: TestApi): Promise<Record<string, number>> {
  const tables = [
    'project',
    'image',
    'artifact',
    'artifact_tag',
    'report',
    'report_chunk',
    'scan',
    'component',
    'advisory',
    'match',
    'claim',
    'text',
    'problem',
    'artifact_state',
    'verdict',
  ];
  const counts = await sql<{ name: string; count: number }>(
    tables.map((name) => `SELECT '${name}' AS name, count(*)::int AS count FROM ${name}`).join(' UNION ALL '),
  );
  return Object.fromEntries(counts.map(({ name, count }) => [name, count]));
}
