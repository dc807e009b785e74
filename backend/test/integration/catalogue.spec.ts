import { Pool } from 'pg';
import { catalogueContentOf } from '../../src/modules/catalogue/catalogue-content.js';
import { CatalogueRepository } from '../../src/modules/catalogue/catalogue.repository.js';
import { type Catalogued, CatalogueService } from '../../src/modules/catalogue/catalogue.service.js';
import { WordsRepository } from '../../src/modules/catalogue/words.repository.js';
import { IntakeLock } from '../../src/modules/scans/intake-lock.js';
import { UnusedWordsRepository } from '../../src/modules/scans/unused-words.repository.js';
import { UnusedWordsService } from '../../src/modules/scans/unused-words.service.js';
import { decodeWord, descriptionsOf } from '../../src/core/words/decode-word.js';
import type { Claim, Scan } from '../../src/core/reports/scan.js';
import { Database, type TransactionSql } from '../../src/database/database.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

const TABLES = ['component', 'word', 'wording', 'text_block'];

describe('CatalogueService', () => {
  let testDatabase: TestDatabase;
  let pool: Pool;
  let database: Database;
  const catalogue = new CatalogueService(new CatalogueRepository());
  const words = new WordsRepository();

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    pool = new Pool({ connectionString: testDatabase.url, max: 10 });
    database = new Database(pool);
  });

  afterAll(async () => {
    await pool.end();
    await testDatabase.drop();
  });

  function add(scan: Scan): Promise<Catalogued> {
    return database.transaction((sql) => catalogue.add(sql, scan));
  }

  async function counts(): Promise<Record<string, number>> {
    const [counted] = await database.query<Record<string, number>>(
      `SELECT ${TABLES.map((table) => `(SELECT count(*)::int FROM ${table}) AS ${table}`).join(', ')}`,
    );
    return counted ?? {};
  }

  /** What is stored of the scan's claims, by word. */
  async function readBack({ wordIds, componentIds }: Catalogued): Promise<Claim[]> {
    const keys = new Map([...componentIds].map(([key, id]) => [id, key]));
    const stored = await words.find(database, wordIds);
    const found = wordIds.map((id) => {
      const word = stored.get(id);
      if (word === undefined) throw new Error(`word ${id} is not there`);
      return { ...word, componentKey: keys.get(word.componentId) ?? '' };
    });
    const descriptions = await words.findDescriptions(database, [...new Set(found.flatMap(descriptionsOf))]);
    return found.flatMap((word) => decodeWord(word, (hash) => descriptions.get(hash) ?? null));
  }

  /** Another description for each claim, so that there are several blocks of them. */
  const described = (scan: Scan): Scan => ({
    ...scan,
    claims: scan.claims.map((claim, number) => ({
      ...claim,
      description: `${claim.componentKey} ${number}: "ä", \n and \\.`,
    })),
  });

  it('gives back what it was given, and adds nothing for what it has', async () => {
    const scan = described(aScan('trivy', ['CVE-2026-10001'], namesOf('known', 300)));
    const first = await add(scan);
    expect(await readBack(first)).toEqual(
      scan.claims.map((claim) => ({ ...claim, isSuppressed: false, isStatement: false })),
    );
    const before = await counts();
    expect((await add(scan)).wordIds).toEqual(first.wordIds);
    expect(await counts()).toEqual(before);
  });

  it('adds of partly known content what is new', async () => {
    const known = described(aScan('trivy', ['CVE-2026-20001'], namesOf('partly', 200)));
    await add(known);
    const before = await counts();
    const more = aScan('trivy', ['CVE-2026-20001'], namesOf('partly', 210));
    const scan = { ...more, claims: [...known.claims, ...more.claims.slice(200)] };
    const [claim] = known.claims;
    if (claim === undefined) throw new Error('no claim');
    // One word says more than before, with a description of old.
    const catalogued = await add({ ...scan, claims: [...scan.claims, { ...claim, reportedId: 'CVE-2026-20002' }] });
    expect(await readBack(catalogued)).toHaveLength(211);
    expect(await counts()).toEqual({
      component: (before['component'] ?? 0) + 10,
      word: (before['word'] ?? 0) + 11,
      wording: (before['wording'] ?? 0) + 1,
      text_block: (before['text_block'] ?? 0) + 1,
    });
  });

  it('stores what is said again only once, whoever says it at the same time', async () => {
    const before = await counts();
    const scan = described(aScan('trivy', ['CVE-2026-30001', 'GHSA-bbbb-bbbb-bbbb'], namesOf('again', 300)));
    const parts = Array.from({ length: 8 }, (_, part) => ({
      ...scan,
      components: scan.components.slice(part * 20),
      claims: scan.claims.slice(part * 20),
    }));
    const all = await Promise.all(parts.map((part) => add(part)));
    for (const [part, { wordIds }] of all.entries()) expect(wordIds).toEqual(all[0]?.wordIds.slice(part * 20));
    const after = await counts();
    expect(after['component']).toBe((before['component'] ?? 0) + 300);
    expect(after['word']).toBe((before['word'] ?? 0) + 300);
    expect(after['wording']).toBe((before['wording'] ?? 0) + 300);
  });

  it('holds nothing where all is known, and leaves nothing where the transaction ends', async () => {
    const known = aScan('trivy', ['CVE-2026-40001'], namesOf('held', 3));
    await add(known);
    const before = await counts();
    const unknown = aScan('trivy', ['CVE-2026-40002'], namesOf('held', 3));
    const holding = database.transaction(async (sql) => {
      await catalogue.add(sql, unknown);
      // Another connection, while this one holds the catalogue.
      expect((await add(known)).wordIds).toHaveLength(3);
      throw new Error('ended here');
    });
    await expect(holding).rejects.toThrow('ended here');
    expect(await counts()).toEqual(before);
    expect((await add(unknown)).wordIds).toHaveLength(3);
  });

  describe('words that no scan has', () => {
    const unused = (): UnusedWordsService =>
      new UnusedWordsService(database, new IntakeLock(), new UnusedWordsRepository(database));

    /** Takes the words of a report in for an artifact of its own. */
    async function addScan(name: string, sql: TransactionSql): Promise<number> {
      const { wordIds } = await catalogue.add(sql, aScan('trivy', ['CVE-2026-60001'], [name]));
      const [scan] = await sql.query<{ id: number }>(
        `WITH project AS (INSERT INTO project (slug, name) VALUES ($1, $1) RETURNING id),
           image AS (INSERT INTO image (project_id, repository) SELECT id, $1 FROM project RETURNING id),
           artifact AS (INSERT INTO artifact (image_id, digest, last_scanned_at, image_facts)
             SELECT id, $1, now(), '{}' FROM image RETURNING id),
           report AS (INSERT INTO report (sha256, size_bytes, encoding) VALUES ($1, 1, 'gzip') RETURNING id)
         INSERT INTO scan (artifact_id, report_id, format, tool, received_at, covers, image_facts, component_count,
           without_purl_count, counts, warnings, warning_count, skipped, skipped_count, claim_ids, word_ids, is_current, component_ids)
         SELECT artifact.id, report.id, 'trivy', 'trivy', now(), '{}', '{}', 1, 0, '{}', '[]', 0, '[]', 0, '{0}', $2, true, '{}'
         FROM artifact, report RETURNING id`,
        [name, wordIds],
      );
      return scan?.id ?? 0;
    }

    async function wordsOf(name: string): Promise<number> {
      const [counted] = await database.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM word JOIN component ON component.id = component_id WHERE name = $1`,
        [name],
      );
      return counted?.count ?? 0;
    }

    it('are deleted, and no others', async () => {
      await database.transaction((sql) => addScan('lib/kept', sql));
      const gone = await database.transaction((sql) => addScan('lib/gone', sql));
      expect(await unused().deleteSome(10_000)).toBeGreaterThan(0);
      expect([await wordsOf('lib/kept'), await wordsOf('lib/gone')]).toEqual([1, 1]);
      await database.query('DELETE FROM scan WHERE id = $1', [gone]);
      expect(await unused().deleteSome(10_000)).toBe(1);
      expect([await wordsOf('lib/kept'), await wordsOf('lib/gone')]).toEqual([1, 0]);
      expect(await unused().deleteSome(10_000)).toBe(0);
    });

    it('stay where a scan has come to have them since they were looked for', async () => {
      await add(aScan('trivy', ['CVE-2026-60001'], ['lib/again']));
      const repository = new UnusedWordsRepository(database);
      const found = await repository.list(10_000);
      await database.transaction((sql) => addScan('lib/again', sql));
      expect(await database.transaction((sql) => repository.delete(sql, found))).toBe(0);
      expect(await wordsOf('lib/again')).toBe(1);
    });

    it('stay while a report is under way, which does not wait for long', async () => {
      await add(aScan('trivy', ['CVE-2026-60001'], ['lib/under-way']));
      await database.transaction(async (sql) => {
        await new IntakeLock().share(sql);
        expect(await unused().deleteSome(10_000)).toBeNull();
        await addScan('lib/under-way', sql);
      });
      expect(await unused().deleteSome(10_000)).toBe(0);
      expect(await wordsOf('lib/under-way')).toBe(1);
    });
  });

  it('keeps the words of one tool and another apart only where they differ', async () => {
    const content = catalogueContentOf(aScan('trivy', ['CVE-2026-50001'], ['lib/a']));
    expect(catalogueContentOf(aScan('grype', ['CVE-2026-50001'], ['lib/a'])).words).toEqual(content.words);
  });
});

function namesOf(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, number) => `${prefix}/${number}`);
}

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
