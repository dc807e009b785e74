import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Pool } from 'pg';
import { isFullRun } from '../../../testkit/tier.mjs';
import { reportBytes } from '../../bench/synthetic/trivy-report.js';
import type { ProblemDetails } from '../../src/common/errors/problem.dto.js';
import { CONSOLE_ORIGIN, settingsFor } from '../e2e/api.js';
import { insertPerson, insertToken, type RunSql } from '../e2e/principals.js';
import { MAIN } from './built.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

const PROBE = fileURLToPath(new URL('./loop-probe.mjs', import.meta.url));

/** In milliseconds. */
const LONGEST = 50;

interface Answered {
  readonly status: number;
  readonly body: ProblemDetails;
}

/** The API as a process of its own, which says how long its event loop was held. */
class ProbedApi {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    private readonly token: string,
  ) {}

  static async start(databaseUrl: string, token: string, settings: Record<string, string> = {}): Promise<ProbedApi> {
    const child = spawn(process.execPath, ['--import', PROBE, MAIN], {
      env: { PATH: process.env['PATH'], ...settingsFor(databaseUrl), ...settings },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    const url = await new Promise<string>((resolve, reject) => {
      let lines = '';
      child.stdout?.on('data', (chunk: Buffer) => {
        lines += chunk.toString();
        const found = /"url":"([^"]+)"/.exec(lines)?.[1];
        if (found !== undefined) resolve(found);
      });
      child.once('exit', (code) => reject(new Error(`the API ended with ${code}: ${lines}`)));
    });
    return new ProbedApi(child, url, token);
  }

  async send(image: string, body: Buffer | string): Promise<Answered> {
    const response = await fetch(`${this.url}/api/v1/reports?image=${image}`, {
      method: 'POST',
      body,
      headers: { Authorization: `Bearer ${this.token}` },
    });
    return { status: response.status, body: (await response.json()) as ProblemDetails };
  }

  /** The answer of the gate, whatever it is. */
  async ask(image: string, environment: string): Promise<Answered> {
    const name = new URLSearchParams({ image, digest: DIGEST, environment });
    const response = await fetch(`${this.url}/api/v1/gate?${name}`, {
      headers: { Authorization: `Bearer ${this.token}` },
    });
    return { status: response.status, body: (await response.json()) as ProblemDetails };
  }

  /** As somebody at the console. Answers the status. */
  async change(method: string, path: string, cookie: string, body: object): Promise<number> {
    const headers = { Cookie: cookie, Origin: CONSOLE_ORIGIN, 'Content-Type': 'application/json' };
    const response = await fetch(`${this.url}/api/v1/${path}`, { method, body: JSON.stringify(body), headers });
    await response.arrayBuffer();
    return response.status;
  }

  /** In milliseconds of the main thread's own time, since it was told to begin anew. */
  async held(message: 'read' | 'reset'): Promise<number> {
    this.child.send(message);
    const [{ longest }] = (await once(this.child, 'message')) as [{ longest: number }];
    return longest;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  async stop(): Promise<void> {
    if (!this.isRunning) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }
}

function trivy(results: unknown[]): string {
  return JSON.stringify({
    SchemaVersion: 2,
    ArtifactName: 'acme/heavy:1',
    ArtifactType: 'container_image',
    Results: results,
  });
}

function vulnerability(number: number, more: object = {}): object {
  return {
    VulnerabilityID: `CVE-2026-${10_000 + number}`,
    PkgName: 'openssl',
    InstalledVersion: '3.0.1',
    Severity: 'HIGH',
    ...more,
  };
}

/** 90 MB of descriptions, each another, all of which a scan keeps. */
function manyTexts(): string {
  const prose = 'An attacker may do what they should not be able to do. '.repeat(1_100);
  const described = (number: number): object => vulnerability(number, { Description: `${number}: ${prose}` });
  const Vulnerabilities = Array.from({ length: 1_500 }, (_, number) => described(number));
  return trivy([{ Target: 'debian', Class: 'os-pkgs', Type: 'debian', Vulnerabilities }]);
}

const DIGEST = `sha256:${'7'.repeat(64)}`;

/** 30,000 findings in 5,000 components. */
const MANY_FINDINGS = reportBytes({
  image: 'acme/many-findings',
  digest: DIGEST,
  components: Array.from({ length: 5000 }, (_, index) => index),
  mean: 6.6,
  limit: 30_000,
});

/** Those that held the loop for longest before it was read elsewhere. */
const OF_EVERY_CHANGE = new Set(['30,000 findings', '3,000 findings that each might be any other']);

const WORST: [string, () => Buffer | string][] = [
  ['30,000 findings', () => MANY_FINDINGS],
  ['nesting without end', () => `{"SchemaVersion":2,"Results":${'['.repeat(2_000_000)}`],
  ['one huge text', () => trivy([{ Vulnerabilities: [vulnerability(1, { Description: 'x'.repeat(40_000_000) })] }])],
  [
    '100,000 components',
    () =>
      JSON.stringify({
        bomFormat: 'CycloneDX',
        specVersion: '1.6',
        version: 1,
        components: Array.from({ length: 100_000 }, (_, number) => ({
          type: 'library',
          name: `part-${number}`,
          version: '1.0.0',
          purl: `pkg:npm/part-${number}@1.0.0`,
        })),
      }),
  ],
  [
    'one finding in 20,000 places',
    () =>
      trivy(
        Array.from({ length: 20_000 }, (_, number) => ({
          Target: `app/${number}/package-lock.json`,
          Class: 'lang-pkgs',
          Type: 'npm',
          Vulnerabilities: [vulnerability(1, { PkgPath: `app/${number}/node_modules/openssl` })],
        })),
      ),
  ],
  [
    '3,000 findings that each might be any other',
    () =>
      trivy([
        {
          Target: 'debian',
          Class: 'os-pkgs',
          Type: 'debian',
          Vulnerabilities: Array.from({ length: 3000 }, (_, number) =>
            vulnerability(number, { VendorIDs: [`DSA-${number}-1`, `DSA-${number + 1}-1`] }),
          ),
        },
      ]),
  ],
];

describe('reports that are heavy', () => {
  let database: TestDatabase;
  let pool: Pool;
  let token: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.superuserUrl, max: 1 });
    token = await insertToken(sql);
  });

  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const sql: RunSql = async (text, parameters) => (await pool.query(text, parameters)).rows;

  /** Of every artifact. */
  async function endVerdicts(): Promise<void> {
    await pool.query(`UPDATE artifact_verdict SET holds_until = 'epoch'`);
  }

  /** As if the heaviest of the image's reports had come for so many other platforms, too, while more was permitted. */
  async function multiply(repository: string, times: number): Promise<void> {
    await pool.query(
      `WITH heaviest AS (
         SELECT scan.* FROM scan JOIN artifact ON artifact.id = artifact_id JOIN image ON image.id = image_id
         WHERE repository = $1 ORDER BY claim_count DESC LIMIT 1
       ), copies AS (
         SELECT number, nextval(pg_get_serial_sequence('report', 'id')) AS report_id FROM generate_series(1, $2::int) AS number
       ), reports AS (
         INSERT INTO report SELECT (jsonb_populate_record(NULL::report, to_jsonb(report) ||
           jsonb_build_object('id', copies.report_id, 'sha256', encode(sha256(number::text::bytea), 'hex')))).*
         FROM report JOIN heaviest ON report.id = heaviest.report_id, copies
       )
       INSERT INTO scan SELECT (jsonb_populate_record(NULL::scan, to_jsonb(heaviest) || jsonb_build_object('report_id', copies.report_id,
         'id', nextval(pg_get_serial_sequence('scan', 'id')), 'platform', 'linux/' || number))).*
       FROM heaviest, copies`,
      [repository, times],
    );
  }

  async function imagesLike(repository: string): Promise<unknown[]> {
    return (await pool.query('SELECT repository FROM image WHERE repository LIKE $1', [repository])).rows;
  }

  describe('the event loop of the API', () => {
    let api: ProbedApi;

    beforeAll(async () => {
      api = await ProbedApi.start(database.url, token, { INGEST_TIME_LIMIT_MS: '60000' });
      // What is compiled and loaded with the first of everything is no report's doing.
      await api.send('acme/first', trivy([]));
      await api.send('acme/first', Buffer.concat([Buffer.from(trivy([])), Buffer.alloc(2_000_000, ' ')]));
    });

    afterAll(() => api.stop());

    it.each(isFullRun ? WORST : WORST.filter(([name]) => OF_EVERY_CHANGE.has(name)))(
      `is never held for more than ${LONGEST} ms by %s`,
      async (_, body) => {
        const bytes = body();
        await api.held('reset');
        const { status } = await api.send('acme/worst', bytes);
        expect(await api.held('read')).toBeLessThanOrEqual(LONGEST);
        expect([200, 201, 413, 422]).toContain(status);
        expect((await api.send('acme/honest', trivy([]))).status).toBeLessThan(300);
      },
    );

    describe('when 30,000 findings are judged again', () => {
      const ENVIRONMENTS = ['dev', 'stage', 'prod'];

      let cookie: string;

      beforeAll(async () => {
        // It has come before, and is not stored twice.
        const { status, body } = await api.send('acme/worst', MANY_FINDINGS);
        if (status >= 300) throw new Error(`the report was not taken in: ${body.detail}`);
        await api.ask('acme/worst', 'dev');
        ({ cookie } = await insertPerson(sql, { grants: [{ role: 'admin' }] }));
      });

      it.each([
        ['identifiers', { VendorIDs: Array.from({ length: 60 }, (_, number) => `GHSA-${'q'.repeat(50)}-${number}`) }],
        ['fixed versions', { FixedVersion: Array.from({ length: 40 }, (_, number) => `1.${number}`).join(', ') }],
      ])(`is never held for more than ${LONGEST} ms by few of them with many %s`, async (_, more) => {
        const many = Array.from({ length: 400 }, (_, number) =>
          vulnerability(number, { PkgName: `part-${number}`, ...more }),
        );
        const results = [{ Target: 'debian', Class: 'os-pkgs', Type: 'debian', Vulnerabilities: many }];
        expect((await api.send(`acme/few&digest=${DIGEST}`, trivy(results))).status).toBe(201);
        await endVerdicts();
        await api.held('reset');
        expect((await api.ask('acme/few', 'prod')).status).toBe(200);
        expect(await api.held('read')).toBeLessThanOrEqual(LONGEST);
      });

      /** One after the other, each in a request of its own. */
      async function askForAll(): Promise<void> {
        for (const environment of ENVIRONMENTS) {
          const { status, body } = await api.ask('acme/worst', environment);
          expect({ status, body }).toMatchObject({ status: 200, body: { outcome: 'fail', environment } });
        }
      }

      it(`is never held for more than ${LONGEST} ms, where their verdicts' time is over`, async () => {
        await endVerdicts();
        await api.held('reset');
        await askForAll();
        expect(await api.held('read')).toBeLessThanOrEqual(LONGEST);
      });

      if (!isFullRun) return;

      it(`is never held for more than ${LONGEST} ms, where another policy is active`, async () => {
        const [active] = await sql('SELECT version, source FROM policy_version ORDER BY id DESC LIMIT 1');
        const { version, source } = active as { version?: string; source?: string };
        const saved = { replaces: version, source: `${source}\n# changed\n` };
        expect(await api.change('PUT', 'policy', cookie, saved)).toBe(200);
        await api.held('reset');
        await askForAll();
        expect(await api.held('read')).toBeLessThanOrEqual(LONGEST);
      });

      it(`is never held for more than ${LONGEST} ms, where other evidence was recalled`, async () => {
        const inventory = {
          bomFormat: 'CycloneDX',
          specVersion: '1.6',
          version: 1,
          metadata: { tools: { components: [{ type: 'application', name: 'syft', version: '1.0.0' }] } },
          components: [{ type: 'library', name: 'part', version: '1.0.0', purl: 'pkg:npm/part@1.0.0' }],
        };
        const { status } = await api.send(`acme/worst&digest=${DIGEST}`, JSON.stringify(inventory));
        expect(status).toBe(201);
        await api.held('reset');
        const recall = { tool: 'syft', reason: 'It was tampered with.' };
        expect(await api.change('POST', 'evidence/recalls', cookie, recall)).toBe(201);
        expect(await api.held('read')).toBeLessThanOrEqual(LONGEST);
      });
    });
  });

  describe('artifacts that take more to be judged than they may', () => {
    let api: ProbedApi;

    beforeAll(async () => {
      await multiply('acme/worst', 8);
      await endVerdicts();
      api = await ProbedApi.start(database.url, token, {
        INGEST_MEMORY_LIMIT_MB: '64',
        REPORT_MAX_ENTRY_BYTES: '1048576',
      });
    });

    afterAll(() => api.stop());

    it('are not let through, and keep no other from its verdict', async () => {
      const { status, body } = await api.ask('acme/worst', 'dev');
      expect({ status, code: body.code }).toEqual({ status: 503, code: 'evaluation_too_heavy' });
      expect(body.detail).toContain('INGEST_MEMORY_LIMIT_MB');
      expect((await api.ask('acme/few', 'dev')).status).toBe(200);
      expect(api.isRunning).toBe(true);
    });
  });

  describe.each([
    ['memory', { INGEST_MEMORY_LIMIT_MB: '64' }, 413, 'report_too_heavy', manyTexts],
    ['time', { INGEST_TIME_LIMIT_MS: '1500' }, 422, 'report_too_costly', () => MANY_FINDINGS],
  ] as const)('that take more %s than they may', (what, settings, status, code, heavyBody) => {
    let api: ProbedApi;

    beforeAll(async () => {
      api = await ProbedApi.start(database.url, token, { INGEST_CONCURRENCY: '2', ...settings });
      // Whoever is the first in a thread pays for what is compiled there.
      await Promise.all([1, 2].map((number) => api.send(`acme/first-${number}`, trivy([]))));
    });

    afterAll(() => api.stop());

    it('are refused with the name of the limit, and end nothing else', async () => {
      const progress = { isOver: false };
      const heavy = api.send(`acme/too-heavy-${what}`, heavyBody()).finally(() => {
        progress.isOver = true;
      });
      const beside: number[] = [];
      for (let number = 0; !progress.isOver; number += 1) {
        beside.push((await api.send(`acme/beside-${what}`, trivy([{ Target: `of ${number}` }]))).status);
      }
      const { status: answered, body } = await heavy;
      expect({ status: answered, code: body.code }).toEqual({ status, code });
      expect(body.detail).toContain(Object.keys(settings)[0]);
      expect(new Set(beside)).toEqual(new Set([201]));
      expect((await api.send(`acme/after-${what}`, trivy([]))).status).toBeLessThan(300);
      expect(await imagesLike(`acme/too-heavy-${what}`)).toEqual([]);
      expect(api.isRunning).toBe(true);
    });

    if (!isFullRun) return;

    it.each([
      [
        'swells in memory',
        () => `{"SchemaVersion":2,"Results":[{"Vulnerabilities":[[${'{},'.repeat(2_500_000)}{}]]}]}`,
      ],
      [
        'is one text',
        () => trivy([{ Vulnerabilities: [vulnerability(1, { Description: '\u4e2d'.repeat(20_000_000) })] }]),
      ],
    ])('never end the API, not even where a single element %s', async (_, body) => {
      const answered = await api.send('acme/one-element', body());
      expect([200, 201, 413, 422]).toContain(answered.status);
      expect((await api.send(`acme/after-${what}`, trivy([]))).status).toBeLessThan(300);
      expect(api.isRunning).toBe(true);
    });
  });
});
