import { Pool } from 'pg';
import type { Scan } from '../../src/core/reports/scan.js';
import { Database } from '../../src/database/database.js';
import {
  AdvisoriesMustUniteError,
  AdvisoryCatalogueRepository,
} from '../../src/modules/catalogue/advisory-catalogue.repository.js';
import { CatalogueService } from '../../src/modules/catalogue/catalogue.service.js';
import { ClaimCatalogueRepository } from '../../src/modules/catalogue/claim-catalogue.repository.js';
import { ComponentCatalogueRepository } from '../../src/modules/catalogue/component-catalogue.repository.js';
import { MatchCatalogueRepository } from '../../src/modules/catalogue/match-catalogue.repository.js';
import { TextCatalogueRepository } from '../../src/modules/catalogue/text-catalogue.repository.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

const advisories = new AdvisoryCatalogueRepository();

describe('CatalogueService', () => {
  let testDatabase: TestDatabase;
  let pool: Pool;
  let database: Database;
  const catalogue = new CatalogueService(
    new ComponentCatalogueRepository(),
    advisories,
    new MatchCatalogueRepository(),
    new TextCatalogueRepository(),
    new ClaimCatalogueRepository(),
  );

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    pool = new Pool({ connectionString: testDatabase.url, max: 10 });
    database = new Database(pool);
  });

  afterAll(async () => {
    await pool.end();
    await testDatabase.drop();
  });

  /** As an ingest does it: with others first, alone where that is needed. */
  async function add(scan: Scan): Promise<void> {
    const write = (isAlone: boolean) =>
      database.transaction(async (sql) => {
        await advisories.lock(sql, isAlone);
        await catalogue.add(sql, scan, isAlone);
      });
    try {
      await write(false);
    } catch (error) {
      if (!(error instanceof AdvisoriesMustUniteError)) throw error;
      await write(true);
    }
  }

  /** The names of each advisory, and the claims that each of its matches has. */
  function advisoriesLike(pattern: string) {
    return database.query<{ lead: string; names: string[]; claims: number }>(
      `SELECT lead, ARRAY(SELECT alias FROM advisory_alias WHERE advisory_id = advisory.id ORDER BY alias) AS names,
         (SELECT count(*)::int FROM match JOIN claim ON match_id = match.id WHERE advisory_id = advisory.id) AS claims
       FROM advisory WHERE lead LIKE $1 ORDER BY lead`,
      [pattern],
    );
  }

  it('unites two advisories once a claim says that they are one, and keeps every claim', async () => {
    await add(aScan('grype', ['GHSA-aaaa-aaaa-aaaa'], ['lib/a', 'lib/b']));
    await add(aScan('trivy', ['CVE-2026-10001'], ['lib/a', 'lib/c']));
    expect(await advisoriesLike('%aaaa%')).toHaveLength(1);
    await add(aScan('osv', ['CVE-2026-10001', 'GHSA-aaaa-aaaa-aaaa'], ['lib/d']));
    expect(await advisoriesLike('%aaaa%')).toEqual([]);
    expect(await advisoriesLike('CVE-2026-10001')).toEqual([
      { lead: 'CVE-2026-10001', names: ['CVE-2026-10001', 'GHSA-aaaa-aaaa-aaaa'], claims: 5 },
    ]);
    const [{ matches }] = (await database.query(
      `SELECT count(*)::int AS matches FROM match JOIN advisory ON advisory.id = advisory_id WHERE lead = 'CVE-2026-10001'`,
    )) as [{ matches: number }];
    expect(matches).toBe(4);
  });

  it('unites a chain of advisories at once, and keeps every claim and name', async () => {
    const links = Array.from({ length: 6 }, (_, place) => `CHAIN-${place}`);
    for (const [place, link] of links.entries())
      await add(aScan(`tool-${place}`, [link], ['lib/chain', `lib/chain-${place}`]));
    const report = aScan('all', ['CHAIN-1', 'CHAIN-0'], ['lib/chain']);
    const pairs = [...links.keys()].slice(1).map((place) => [`CHAIN-${place}`, `CHAIN-${place - 1}`]);
    const [claim] = report.claims;
    if (claim === undefined) throw new Error('no claim');
    await add({ ...report, claims: pairs.map((ids) => ({ ...claim, reportedId: ids[0] ?? '', ids })) });
    expect(await advisoriesLike('CHAIN-%')).toEqual([{ lead: 'CHAIN-0', names: links, claims: 17 }]);
    const [counted] = await database.query(`SELECT count(*)::int AS matches FROM match
      JOIN component ON component.id = component_id WHERE name = 'lib/chain'`);
    expect(counted).toEqual({ matches: 1 });
  });

  it('stores what is said again only once, whoever says it at the same time', async () => {
    const scan = aScan(
      'trivy',
      ['CVE-2026-20001', 'GHSA-bbbb-bbbb-bbbb'],
      Array.from({ length: 300 }, (_, n) => `pkg/${n}`),
    );
    await Promise.all(Array.from({ length: 8 }, () => add(scan)));
    const counts = await database.query(
      `SELECT (SELECT count(*)::int FROM component WHERE name LIKE 'pkg/%') AS components,
         (SELECT count(*)::int FROM claim WHERE reported_id = 'CVE-2026-20001') AS claims,
         (SELECT count(*)::int FROM advisory WHERE lead = 'CVE-2026-20001') AS advisories`,
    );
    expect(counts).toEqual([{ components: 300, claims: 300, advisories: 1 }]);
  });

  it('comes to the same names whatever is said at the same time, in whichever order', async () => {
    const said = [
      ['CVE-2026-30001'],
      ['GHSA-cccc-cccc-cccc'],
      ['ALPINE-1'],
      ['CVE-2026-30001', 'GHSA-cccc-cccc-cccc'],
      ['ALPINE-1', 'GHSA-cccc-cccc-cccc'],
      ['CVE-2026-30001', 'ALPINE-1'],
    ];
    await Promise.all(said.map((names, place) => add(aScan(`tool-${place}`, names, ['lib/x', 'lib/y']))));
    expect(await advisoriesLike('CVE-2026-30001')).toEqual([
      { lead: 'CVE-2026-30001', names: ['ALPINE-1', 'CVE-2026-30001', 'GHSA-cccc-cccc-cccc'], claims: 12 },
    ]);
    expect(await advisoriesLike('%cccc%')).toEqual([]);
    expect(await advisoriesLike('ALPINE-1')).toEqual([]);
  });
});

/** A scan that claims one advisory, by all its names, of each of the packages. */
function aScan(tool: string, ids: string[], names: string[]): Scan {
  return {
    format: 'grype',
    tool: { name: tool, version: null },
    scannedAt: null,
    databaseDate: null,
    subject: { image: null, digest: null, tag: null, digests: [], images: [], contentIds: [], name: null },
    target: null,
    platform: null,
    failures: [],
    attempted: [],
    carries: [],
    operatingSystem: null,
    image: { user: null, hasHealthcheck: null, sizeBytes: null },
    covers: ['match'],
    components: names.map((name) => ({
      key: `npm:${name}@1`,
      purl: null,
      type: 'npm',
      namespace: null,
      name,
      version: '1',
      licences: [],
      places: [],
      isListed: true,
    })),
    claims: names.map((name) => ({
      componentKey: `npm:${name}@1`,
      reportedId: ids[0] ?? '',
      ids: ids.toSorted(),
      severity: 'high',
      title: null,
      description: 'The same for all of them.',
      fixedVersion: null,
      fixState: null,
      publishedAt: null,
      cvssScore: null,
      cvssVector: null,
      epss: null,
      isKnownExploited: null,
      url: null,
      analysis: null,
    })),
    problems: [],
    warnings: [],
    warningCount: 0,
    skipped: [],
    skippedCount: 0,
  };
}
