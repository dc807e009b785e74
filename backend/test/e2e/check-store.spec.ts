import { Pool, type PoolClient } from 'pg';
import { READER_VERSION } from '../../src/core/reports/reader-version.js';
import { Database } from '../../src/database/database.js';
import { EvidenceService } from '../../src/modules/evidence/evidence.service.js';
import { VerdictsRepository } from '../../src/modules/gate/verdicts.repository.js';
import { JobRunner } from '../../src/modules/jobs/job-runner.js';
import { PostingsService } from '../../src/modules/postings/postings.service.js';
import { RecalledScans } from '../../src/modules/scans/recalled-scans.js';
import { StoredFindingsRepository } from '../../src/modules/scans/stored-findings.repository.js';
import { DerivedStateCheck } from '../../src/modules/store-check/derived-state-check.js';
import { PostingCheck } from '../../src/modules/store-check/posting-check.js';
import { StoreCheckService } from '../../src/modules/store-check/store-check.service.js';
import { StoredWordsCheck } from '../../src/modules/store-check/stored-words-check.js';
import { PLIMSOLL } from '../integration/built.js';
import { execute } from '../integration/command.js';
import { fixture, startApi, type TestApi } from './api.js';

const DIGEST = `sha256:${'5'.repeat(64)}`;
const NOBODY_RUNS_HERE = '/nonexistent/plimsoll';

/** Whoever can write to the tables can take something away, or make a fail a pass; the check names it. */
describe('plimsoll check-store', () => {
  let api: TestApi;
  let pool: Pool;
  let client: PoolClient;

  beforeAll(async () => {
    api = await startApi();
    // What is posted when is the spec's to say.
    await api.app.get(JobRunner, { strict: false }).beforeApplicationShutdown();
    const query = `?image=ghcr.io/acme/checked&digest=${DIGEST}&tag=1`;
    await api.take(fixture('one-image/trivy.json'), query);
    await api.take(fixture('one-image/grype.json'), query);
    await api.take(fixture('reports/sample-scan-files/trivy/trivy_mix.json'), '?image=ghcr.io/acme/other&tag=2');
    await post();
    pool = new Pool({ connectionString: api.ownerUrl, max: 1 });
    client = await pool.connect();
  });

  afterAll(async () => {
    client.release();
    await pool.end();
    await api.stop();
  });

  const post = (): Promise<number> => api.app.get(PostingsService, { strict: false }).bringUpToDate();

  const plimsoll = (...args: string[]) =>
    execute(process.execPath, [PLIMSOLL, 'check-store', ...args], {
      cwd: '/',
      env: { PATH: process.env['PATH'], DATABASE_URL: api.databaseUrl, PLIMSOLL_DATA_DIR: NOBODY_RUNS_HERE },
    });

  /** Does what nothing of Plimsoll would, looks, and undoes it. */
  async function differencesAfter(damage: string): Promise<string[]> {
    const database = new Database(within(client));
    const service = <Service>(type: abstract new (...args: never[]) => Service): Service =>
      api.app.get(type, { strict: false });
    const derived = new DerivedStateCheck(
      database,
      service(VerdictsRepository),
      service(RecalledScans),
      service(StoredFindingsRepository),
      service(EvidenceService),
      new PostingCheck(),
    );
    const differences: string[] = [];
    await client.query('BEGIN');
    try {
      const { rowCount } = await client.query(damage);
      expect(rowCount).toBeGreaterThan(0);
      await new StoreCheckService(database, service(StoredWordsCheck), derived).check((difference) =>
        differences.push(difference),
      );
    } finally {
      await client.query('ROLLBACK');
    }
    return differences;
  }

  it('finds nothing where nothing was damaged, exits 0 and changes nothing', async () => {
    const before = await rowsOf(api);
    expect(await plimsoll()).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^checked: 2 artifacts, 3 scans, \d+ words; no difference\n$/),
      stderr: '',
    });
    expect(await rowsOf(api)).toEqual(before);
  });

  it('exits 1 where there is a difference, with a line for each', async () => {
    await api.sql('UPDATE artifact SET critical = critical + 1 WHERE digest = $1', [DIGEST]);
    const { code, stdout } = await plimsoll();
    await api.sql('UPDATE artifact SET critical = critical - 1 WHERE digest = $1', [DIGEST]);
    expect(stdout).toMatch(
      /^artifact \d+ \(ghcr\.io\/acme\/checked@sha256:5+\): what is counted of it is not what its scans say\nchecked: 2 artifacts, 3 scans, \d+ words; 1 difference\n$/,
    );
    expect(code).toBe(1);
  });

  it('exits 2 where there is no such database, or an argument that means nothing', async () => {
    const url = new URL(api.databaseUrl);
    url.pathname = '/nowhere';
    const missing = await plimsoll('--database-url', url.href);
    expect(missing).toMatchObject({ code: 2, stdout: '' });
    expect(missing.stderr).toContain('The database cannot be used: ');
    expect(await plimsoll('--fix')).toMatchObject({ code: 2, stdout: '' });
  });

  it.each([
    [
      'a claim',
      "UPDATE scan SET word_ids = '{}', claim_ids = ARRAY[999999]",
      /^scan \d+: 1 of its claims are missing$/,
    ],
    [
      'a component of a scan',
      'UPDATE scan SET component_ids[1] = 999999',
      /^scan \d+: 1 of its components are missing$/,
    ],
    [
      'how many components a scan named',
      'UPDATE scan SET component_ids = component_ids[2:]',
      /^scan \d+: it names \d+ components, and its report named \d+$/,
    ],
    [
      'a piece of an archive',
      'DELETE FROM report_chunk WHERE position = 0',
      /^report \d+ \(sha256:[0-9a-f]{64}\): pieces of its archive are missing$/,
    ],
    [
      'a tag of another image',
      `UPDATE artifact_tag SET artifact_id = (SELECT max(id) FROM artifact) WHERE tag = '1'`,
      /^tag 1 of image \d+: it names an artifact of another image$/,
    ],
    [
      'the latest artifact of an image',
      'UPDATE image SET latest_id = NULL',
      /^image \d+: it has scanned artifacts, and none is its latest$/,
    ],
    [
      'the outcome of a verdict that stands',
      `UPDATE artifact_verdict SET outcome = 'pass' WHERE outcome <> 'pass'`,
      /^artifact \d+: the verdict that stands for \w+ was given for something else$/,
    ],
    [
      'the rules that an artifact is found by',
      `UPDATE artifact_verdict SET unmet_rules = '{}' WHERE outcome <> 'pass'`,
      /^artifact \d+: the rules that it is found by for \w+ are not those of its verdict$/,
    ],
    [
      'how many components are counted',
      'UPDATE artifact SET component_count = component_count - 1',
      /: what is counted of it is not what its scans say$/,
    ],
    [
      'a byte of a list of findings',
      'UPDATE artifact_state SET columns = set_byte(columns, 40, get_byte(columns, 40) # 1)',
      /: its list of findings is not what its scans say$/,
    ],
    [
      'which scans count',
      'UPDATE scan SET is_current = false',
      /: the choice of its scans that count is not what its scans say$/,
    ],
    [
      'a component that it is found by',
      'DELETE FROM posting WHERE kind = 0 AND key = (SELECT min(key) FROM posting WHERE kind = 0)',
      /: it is not found by 1 of its components$/,
    ],
    [
      'a name that it is found by',
      `UPDATE posting SET artifacts = repeat('0', 256)::bit(256) WHERE kind = 1`,
      /: it is not found by \d+ of the names of its advisories$/,
    ],
    [
      'a component that another is found by',
      `UPDATE posting SET artifacts = repeat('1', 256)::bit(256) WHERE kind = 0`,
      /: it is found by \d+ components that it does not have$/,
    ],
    [
      'a name that another is found by',
      `INSERT INTO posting (kind, key, segment, artifacts) VALUES (1, 1, 0, repeat('1', 256)::bit(256))`,
      /: it is found by 1 name that no advisory of it has$/,
    ],
    [
      'a name of an advisory that has lost its number',
      'DELETE FROM advisory_alias',
      /: it is not found by \d+ of the names of its advisories$/,
    ],
    [
      'what an artifact is to be found by',
      `UPDATE artifact_posting SET is_posted = false, leads = '{CVE-2026-1}', linked_leads = '{}', linked_names = '{}'`,
      /: the names that it is found by are not what its scans say$/,
    ],
    [
      'how old the evidence is',
      `UPDATE artifact_posting SET matches_at = now()`,
      /: the date of its evidence is not what its scans say$/,
    ],
    [
      'the user of an image',
      `UPDATE artifact SET image_facts = '{"user": "1000"}'`,
      /: its operating system, user or size is not what its scans say$/,
    ],
  ])('names %s that is not as it was written', async (_, damage, expected) => {
    expect(await differencesAfter(damage)).toContainEqual(expect.stringMatching(expected));
  });

  it('takes what is yet to be posted for no difference, and says of how many artifacts that is', async () => {
    const before = await api.sql('SELECT * FROM artifact_posting ORDER BY artifact_id');
    await api.sql('TRUNCATE posting, artifact_posting');
    const { code, stdout } = await plimsoll();
    expect(stdout).toMatch(/^not compared: postings of 2 artifacts, which are yet to be made$/m);
    expect(stdout).toMatch(/; no difference$/m);
    expect(code).toBe(0);
    await post();
    expect(await api.sql('SELECT * FROM artifact_posting ORDER BY artifact_id')).toEqual(before);
  });

  it('says of how many artifacts it cannot tell, since they are to be brought up to date first', async () => {
    await api.sql('UPDATE scan SET reader = 1 WHERE is_current');
    const { code, stdout } = await plimsoll();
    await api.sql('UPDATE scan SET reader = $1', [READER_VERSION]);
    expect(stdout).toMatch(/^not compared: 2 artifacts, which this version has yet to bring up to date$/m);
    expect(code).toBe(0);
  });
});

/** Transactions inside of the one that the client is in, each of which may be undone alone. */
function within(client: PoolClient): Pool {
  const words: Readonly<Record<string, string>> = {
    BEGIN: 'SAVEPOINT inner_one',
    COMMIT: 'RELEASE inner_one',
    ROLLBACK: 'ROLLBACK TO inner_one',
  };
  const query = (text: string, parameters?: unknown[]) => client.query(words[text] ?? text, parameters);
  return {
    query,
    connect: async () => ({ query, release: () => undefined }),
    end: async () => undefined,
  } as unknown as Pool;
}

/** Which version of each row there is. */
function rowsOf({ sql }: TestApi): Promise<object[]> {
  const tables = ['artifact', 'artifact_state', 'artifact_verdict', 'verdict'];
  return sql(
    tables
      .map(
        (name) =>
          `SELECT '${name}' AS name, string_agg(row.ctid::text, ' ' ORDER BY row.ctid) AS rows FROM ${name} AS row`,
      )
      .join(' UNION ALL '),
  );
}
