import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { isFullRun } from '../../../testkit/tier.mjs';
import { MARK } from '../../bench/mark.js';
import { type Ended, execute } from './command.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** What is measured is what the script adds to a scanner, so one that answers at once will do. */
const SCANNER = `#!/bin/sh
case "$*" in *--help*) echo '      --scanners strings   vuln,misconfig,secret,license'; exit ;; esac
while [ "$1" != --output ]; do shift; done
echo '{"SchemaVersion":2,"CreatedAt":"2026-11-29T12:00:00Z","ArtifactName":".","ArtifactType":"filesystem"}' >"$2"
`;

/** A smoke run takes 15 s on two quiet cores, and minutes where they are busy. */
const PATIENCE_MS = 900_000;

/** In the run of every change only those that ask the API for everything it has: a route or a permission that changes breaks them first. */
const PARTS = isFullRun ? [] : ['lists', 'gate'];

/** Measured as a part of its own, in versions that have it. */
const RECALL_PATHS = ['/api/v1/exposure', '/api/v1/recall'];

/** In order; of recalls apart. */
const TITLES = isFullRun
  ? [
      /^Taking in Trivy reports, of 200 findings where nothing else is said$/,
      /^Lists, over 8 artifacts, /,
      /^The gate on an artifact with 50 findings, among 8 artifacts, /,
      /^Another policy with 3 environments, held against 10 artifacts with /,
      /^Another policy, and a fleet of 10 artifacts$/,
      /^The API process$/,
      /^Signing in with passwords \(argon2id\), and other requests meanwhile$/,
      /^scripts\/security-scan\.sh --path /,
      /^0\.05 minutes of reports, hostile and honest, from two projects, to 2 API processes$/,
    ]
  : [/^Lists, over 8 artifacts, /, /^The gate on an artifact with 50 findings, among 8 artifacts, /];

const RATIOS: readonly (readonly [part: string, figure: string])[] = isFullRun
  ? [
      ['ingest', 'copyRatio'],
      ['auth', 'p99Ratio'],
      ['scan', 'ratio'],
    ]
  : [];

const OF_OTHER_PARTS = [
  'all new, findings per second',
  'raw COPY of the rows that version 0.1 wrote',
  'all new, times that COPY',
  'content known, findings per second',
  '20 new',
  '4 reports of 40, 2 senders at once',
  'reports that failed',
  'database without the archive',
  'a request for nothing',
  'a simulation',
  'artifacts decided by it',
  'start until ready',
  'resident, idle',
  'times the report',
  'sign-ins per second',
  'a sign-in, 2 at once',
  'times the p99 without sign-ins',
  'from start to end',
  'added to it',
  'times Trivy alone',
  'answers of 500 and above',
  'acknowledged reports lost by kill -9',
];

const NO_FIGURE = /(?:NaN|Infinity|undefined|null)/;
const LOAD = /^ {2}load \d+\.\d\d before, \d+\.\d\d after; \d+ s in all$/gm;

/** Times are not looked at: a smoke run shows that each part of the benchmark can still be run. */
describe('npm run bench', () => {
  let folder: string;
  let databases: string;

  const bench = (...args: string[]): Promise<Ended> =>
    execute(process.execPath, [join(ROOT, 'scripts', 'bench.mjs'), ...args], {
      cwd: folder,
      env: {
        ...process.env,
        TMPDIR: databases,
        TRIVY_CACHE_DIR: join(folder, 'cache'),
        PATH: `${join(folder, 'tools')}${delimiter}${process.env['PATH']}`,
      },
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-bench-spec-'));
    databases = join(folder, 'databases');
    await mkdir(join(folder, 'tools'));
    await mkdir(databases);
    await writeFile(join(folder, 'tools', 'trivy'), SCANNER);
    await chmod(join(folder, 'tools', 'trivy'), 0o755);
    await mkdir(join(folder, 'cache', 'db'), { recursive: true });
    await writeFile(join(folder, 'cache', 'db', 'trivy.db'), 'of the stand-in');
    await writeFile(join(folder, 'cache', 'db', 'metadata.json'), '{"Version":2,"UpdatedAt":"2026-11-29T06:00:00Z"}');
    // PostgreSQL runs as an account of its own where this is run by root.
    await chmod(folder, 0o755);
    await chmod(databases, 0o755);
  });

  afterAll(() => rm(folder, { recursive: true }));

  describe('with --smoke --keep', () => {
    let run: Ended;
    let figures: Record<string, Record<string, unknown>>;
    let kept: string;
    let paths: OpenApi['paths'];
    let hasRecall: boolean;

    beforeAll(async () => {
      ({ paths } = JSON.parse(await readFile(join(ROOT, 'backend', 'openapi.json'), 'utf8')) as OpenApi);
      hasRecall = isFullRun && RECALL_PATHS.some((path) => path in paths);
      run = await bench('--smoke', '--keep', '--json', 'figures.json', ...PARTS);
      if (run.code !== 0) throw new Error(run.stderr);
      figures = JSON.parse(await readFile(join(folder, 'figures.json'), 'utf8')) as typeof figures;
      [, kept = ''] = /npm run bench -- lists gate(?: recall)? --on (file:\S+)$/m.exec(run.stderr) ?? [];
    }, PATIENCE_MS);

    it('prints each figure of each part', () => {
      const titles = run.stdout.match(/^\S.*$/gm)?.slice(3);
      expect(titles?.filter((title) => title.startsWith('Which artifacts have it, '))).toHaveLength(hasRecall ? 1 : 0);
      expect(titles?.filter((title) => !title.startsWith('Which artifacts have it, '))).toEqual(
        TITLES.map((title) => expect.stringMatching(title)),
      );
      expect(rowsOf(run.stdout)).toEqual(
        expect.arrayContaining([
          '60 findings: findings sort=-severity, page 1',
          'standing verdict',
          'evaluated anew, all environments',
          'the way to green, one environment',
          'compared with another, 120 components each',
          'page of an image with 60 builds',
          ...(isFullRun ? OF_OTHER_PARTS : []),
        ]),
      );
      expect(run.stdout).not.toMatch(NO_FIGURE);
    });

    it('measures every list that the API describes', () => {
      const lists = Object.entries(paths).flatMap(([path, { get }]) =>
        get?.parameters?.some(({ name }) => name === 'cursor') && !RECALL_PATHS.includes(path)
          ? [path.split('/').at(-1)]
          : [],
      );
      const measured = new Set(rowsOf(run.stdout).map((row) => row.split(/[, ]/)[0]));
      expect(lists.length).toBeGreaterThan(8);
      expect(lists.filter((list) => !measured.has(list))).toEqual([]);
      // More than one page of each kind of thing that people look through.
      for (const list of ['accounts', 'tokens', 'role-grants', 'audit-events', 'projects']) {
        expect(rowsOf(run.stdout)).toContain(`${list}, page 50`);
      }
    });

    it('writes each part to the file of --json, with numbers alone', () => {
      const others = ['ingest', 'simulate', 'policy', 'api', 'auth', 'scan', 'soak'];
      expect(Object.keys(figures)).toEqual(
        expect.arrayContaining(['run', 'fleet', 'lists', 'gate', ...(isFullRun ? others : [])]),
      );
      expect('recall' in figures).toBe(hasRecall);
      const numbers = numbersIn(figures);
      expect(numbers.length).toBeGreaterThan(100);
      expect(numbers.filter((value) => !(value >= 0))).toEqual([]);
      for (const [part, ratio] of RATIOS) expect(figures[part]?.[ratio]).toBeGreaterThan(0);
    });

    it('says where and when it ran, and the load before and after each part', () => {
      expect(run.stdout).toMatch(/^Benchmark of \d{4}-\d\d-\d\dT[\d:.]+Z\n\d+ CPUs \(.+\), \d+ GiB, .+, Node\.js v/m);
      expect(run.stdout).toContain('Smoke run: the parts work; the figures say nothing about speed.');
      expect(run.stdout.match(LOAD)).toHaveLength(isFullRun ? (hasRecall ? 10 : 9) : 2);
    });

    it('leaves nothing but the kept database, on which it measures again', async () => {
      const isKept = (name: string): boolean => kept.endsWith(`/${name}`);
      expect((await readdir(databases)).filter((name) => !isKept(name))).toEqual([]);
      const again = await bench('--smoke', 'gate', '--on', kept);
      expect(again.stderr).toBe('');
      expect(again.code).toBe(0);
      expect(again.stdout).toMatch(/^The gate on an artifact with 50 findings, among 10 artifacts, /m);
      expect(existsSync(fileURLToPath(kept))).toBe(true);
      expect((await readdir(databases)).filter((name) => !isKept(name))).toEqual([]);
    });
  });

  describe('with --on', () => {
    let database: TestDatabase;

    beforeAll(async () => {
      database = await createTestDatabase();
    });

    afterAll(() => database.drop());

    async function query(sql: string): Promise<unknown[]> {
      const client = new Client({ connectionString: database.ownerUrl });
      await client.connect();
      const { rows } = await client.query(sql);
      await client.end();
      return rows;
    }

    it("refuses a server's database, and leaves it as it was", async () => {
      const { code, stderr } = await bench('--smoke', 'gate', '--on', database.ownerUrl);
      expect(code).toBe(2);
      expect(stderr).toContain('The database is not a kept one of npm run bench -- --keep');
      expect(await query('SELECT name FROM api_token UNION ALL SELECT digest FROM artifact')).toEqual([]);
    });

    it('measures on a copy of a kept one on any server', async () => {
      await query(`COMMENT ON TABLE artifact IS '${MARK}'`);
      const { code, stdout, stderr } = await bench('--smoke', 'gate', '--on', database.ownerUrl);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^ {2}evaluated anew, all environments +p50 [\d.]+ ms/m);
    });

    it('refuses a folder of something else, and starts nothing on it', async () => {
      const other = join(folder, 'other');
      await mkdir(other);
      const run = await bench('--smoke', 'lists', '--on', `file://${other}`);
      expect(run.code).toBe(2);
      expect(run.stderr).toContain(`${other} was not kept by npm run bench -- --keep`);
      expect(await readdir(other)).toEqual([]);
    });
  });

  it('prints with --help which parts and options there are', async () => {
    const { code, stdout, stderr } = await bench('--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const word of [
      'ingest',
      'lists',
      'gate',
      'recall',
      'simulate',
      'policy',
      'api',
      'auth',
      'scan',
      'soak',
      '--smoke',
      '--scale',
      '--minutes',
      '--replicas',
      '--keep',
      '--on',
      '--json',
    ]) {
      expect(stdout).toContain(`\n  ${word} `);
    }
  });

  it.each([
    [
      ['speed'],
      'There is no part "speed". The parts are ingest, lists, gate, recall, simulate, policy, api, auth, scan, soak.',
    ],
    [['--quick'], "Unknown option '--quick'"],
    [['--on'], "Option '--on <value>' argument missing"],
    [['lists', '--scale', 'large'], '--scale takes 20m or 100m, not "large".'],
    [['soak', '--minutes', 'a few'], '--minutes takes a number up to 600, not "a few".'],
    [['soak', '--replicas', '0'], '--replicas takes a number from 1 to 9, not "0".'],
    [['--on', 'fleet'], '--on takes a URL'],
    [
      ['ingest', '--on', 'file:///tmp/x'],
      '--on is for lists, gate, recall, simulate and policy; ingest cannot use it.',
    ],
    [['ingest', '--keep'], '--keep keeps the database of lists, gate, recall, simulate and policy: name one of them.'],
    [['--keep', '--on', 'file:///tmp/x'], 'A database given with --on is always kept: leave --keep out.'],
  ])('refuses %j', async (args, sentence) => {
    const { code, stdout, stderr } = await bench(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr).toContain('npm run bench -- --help lists parts and options.');
  });
});

interface OpenApi {
  readonly paths: Readonly<Record<string, { get?: { parameters?: readonly { name: string }[] } }>>;
}

/** What the rows of the tables are called. */
function rowsOf(stdout: string): string[] {
  return [...stdout.matchAll(/^ {2}(\S.*?) {2,}/gm)].map(([, name = '']) => name);
}

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(numbersIn) : [];
}
