import * as fc from 'fast-check';
import type { Verdict } from '../../src/core/gate/verdict.js';
import { recordOf, type ScanRecord } from '../../src/core/gate/scan-record.js';
import { parseReport } from '../../src/core/reports/parse-report.js';
import type { Claim, Problem } from '../../src/core/reports/scan.js';
import { Database } from '../../src/database/database.js';
import { ClaimsToWordsService } from '../../src/modules/scans/claims-to-words.service.js';
import { ScanRecordsRepository } from '../../src/modules/scans/scan-records.repository.js';
import { keepAsClaimRows } from '../factories/claim-rows.js';
import { StoredWordsCheck } from '../../src/modules/store-check/stored-words-check.js';
import { fixture, startApi, type TestApi } from './api.js';
import { untilStartHasRun } from './jobs-of-start.js';

/**
 * What a report says in words that nobody uses is kept as it was read, or refused in words; and what somebody's hand has damaged in the
 * database keeps nothing else from being judged.
 */
describe('A report', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startApi();
  });

  // It damages what is stored, too.
  afterAll(() => api.stop({ isDamaged: true }));

  /** As `plimsoll check-store` prints them. */
  async function faultsOfStore(): Promise<string[]> {
    const faults: string[] = [];
    await api.app.get(StoredWordsCheck, { strict: false }).findFaults((fault) => faults.push(fault));
    return faults;
  }

  const verdictOf = (image: string, digest: string, environment = 'prod'): Promise<Verdict> =>
    api.read(`/api/v1/gate?image=${image}&digest=${digest}&environment=${environment}`);

  describe('with odd words', () => {
    const ODD = [
      'constructor',
      '__proto__',
      'toString',
      'hasOwnProperty',
      '\u0000',
      '\u001f',
      '\u001b[2J',
      '\ud800',
      '\udc00x',
      ' ',
      '',
      '\\',
      '{"a"}',
      '{}',
      'NULL',
      "'; --",
      '\u202e',
      '🚢',
    ];
    const word = fc.oneof(fc.constantFrom(...ODD), fc.string({ unit: 'binary', maxLength: 12 }));
    const number = fc.oneof(
      fc.constantFrom(0, -1, 1.5, 1e10, 1e300, -0, 2 ** 31),
      fc.double({ noNaN: true }),
      fc.integer(),
    );
    const date = fc.oneof(
      fc.constantFrom(
        '2026',
        '2026-11',
        '2026-02-30',
        '0000-01-01T00:00:00Z',
        '0001-01-02T00:00:00Z',
        '9999-12-31T23:59:59-14:00',
        '+010000-01-01T00:00:00Z',
        '2026-11-29T24:00:00Z',
        '1969-12-31T23:59:59.999Z',
      ),
      word,
    );
    const grype = fc.record({
      descriptor: fc.record({ name: word, version: word, timestamp: date, db: fc.record({ built: date }) }),
      distro: fc.record({ name: word, version: word }),
      matches: fc.array(
        fc.record({
          vulnerability: fc.record({
            id: word,
            severity: word,
            description: word,
            dataSource: word,
            fix: fc.record({ state: word, versions: fc.array(word, { maxLength: 3 }) }),
          }),
          relatedVulnerabilities: fc.array(fc.record({ id: word }), { maxLength: 3 }),
          artifact: fc.record({
            name: word,
            version: word,
            type: word,
            purl: word,
            locations: fc.array(fc.record({ path: word, layerID: word }), { maxLength: 2 }),
            licenses: fc.array(word, { maxLength: 2 }),
          }),
        }),
        { maxLength: 4 },
      ),
    });
    const trivy = fc.record({
      SchemaVersion: fc.constant(2),
      ArtifactName: word,
      ArtifactType: fc.constantFrom('container_image', 'filesystem'),
      CreatedAt: date,
      Metadata: fc.record({ OS: fc.record({ Family: word, Name: word }), Size: number }),
      Results: fc.array(
        fc.record({
          Target: word,
          Class: fc.constantFrom('lang-pkgs', 'os-pkgs', 'secret', 'config', 'license'),
          Type: fc.oneof(fc.constantFrom('npm', 'debian'), word),
          Vulnerabilities: fc.array(
            fc.record({
              VulnerabilityID: word,
              PkgName: word,
              InstalledVersion: word,
              FixedVersion: word,
              Status: word,
              Severity: word,
              SeveritySource: word,
              Title: word,
              PublishedDate: date,
              VendorSeverity: fc.dictionary(word, number, { maxKeys: 2 }),
            }),
            { maxLength: 3 },
          ),
          Misconfigurations: fc.array(
            fc.record({
              ID: word,
              Severity: word,
              Title: word,
              Message: word,
              Status: fc.constant('FAIL'),
              CauseMetadata: fc.record({ StartLine: number, EndLine: number, Resource: word }),
            }),
            { maxLength: 3 },
          ),
          Licenses: fc.array(fc.record({ Name: word, PkgName: word, Severity: word }), { maxLength: 2 }),
          ExperimentalModifiedFindings: fc.array(
            fc.record({
              Type: fc.constantFrom('vulnerability', 'misconfiguration', 'secret', 'license', 'constructor'),
              Status: word,
              Finding: fc.oneof(
                fc.record({ VulnerabilityID: word, PkgName: word }),
                fc.record({
                  VendorIDs: fc.constantFrom(7, 'x', {}),
                  CVSS: fc.constantFrom(null, 7, { nvd: null }),
                  Layer: fc.constantFrom('x', 7),
                  CauseMetadata: fc.constantFrom('x', 7),
                  PkgIdentifier: fc.constantFrom('x', 7),
                }),
              ),
            }),
            { maxLength: 2 },
          ),
        }),
        { maxLength: 3 },
      ),
    });

    it('comes back as it was read, also where a version before there were words kept it, and once it was moved', async () => {
      const [records, database] = [api.app.get(ScanRecordsRepository), api.app.get(Database)];
      const mover = api.app.get(ClaimsToWordsService);
      await untilStartHasRun(api, 'words');
      const outcomes = { kept: 0, refused: 0 };
      let sent = 0;
      await fc.assert(
        fc.asyncProperty(fc.oneof(grype, trivy), async (document) => {
          const body = JSON.stringify(document).replaceAll(`${1e300}`, '1e999');
          sent += 1;
          const response = await api.send(body, `?image=acme/odd&digest=sha256:${String(sent).padStart(64, '0')}`);
          const text = await response.text();
          if (response.status === 422) {
            outcomes.refused += 1;
            return;
          }
          expect({ status: response.status, text: response.status < 300 || text }).toEqual({ status: 201, text: true });
          outcomes.kept += 1;
          const { scanId } = JSON.parse(text) as { scanId: string };
          const [stored] = await records.load(database, [Number(scanId)]);
          const scan = await parseReport([Buffer.from(body)]);
          const read = comparable(recordOf(scan, stored?.record.report ?? '', stored?.record.receivedAt ?? ''));
          expect(comparable(stored?.record)).toEqual(read);
          if (scan.claims.length === 0) return;
          await keepAsClaimRows(api.sql, Number(scanId));
          const [formerly] = await records.load(database, [Number(scanId)]);
          expect(comparable(formerly?.record)).toEqual(read);
          const moved = await mover.moveSome(Number(scanId) - 1, 1);
          expect(moved).toEqual({ movedCount: 1, damagedCount: 0, last: Number(scanId) });
          const [again] = await records.load(database, [Number(scanId)]);
          expect(comparable(again?.record)).toEqual(read);
          expect(again?.record.findingCount).toBe(stored?.record.findingCount);
        }),
        { numRuns: 60 },
      );
      expect(outcomes.kept).toBeGreaterThan(5);
      expect(await faultsOfStore()).toEqual([]);
    });
  });

  it.each<[string, (scanId: string) => [string, unknown[]]]>([
    ['names a claim that is gone', (id) => [`UPDATE scan SET claim_ids = claim_ids || 2147483647 WHERE id = $1`, [id]]],
    [
      'names a word that is gone',
      (id) => [`UPDATE scan SET word_ids = word_ids || 2147483647, claim_count = claim_count + 1 WHERE id = $1`, [id]],
    ],
    ['has lost one of its words', (id) => [`UPDATE scan SET word_ids = word_ids[2:] WHERE id = $1`, [id]]],
    [
      'has a word of another component',
      (id) => [
        `UPDATE word SET component_id = (SELECT max(id) FROM component WHERE id <> component_id) WHERE id = (SELECT word_ids[1] FROM scan WHERE id = $1)`,
        [id],
      ],
    ],
    [
      'has a word of other bytes',
      (id) => [
        `UPDATE word SET bytes = set_byte(bytes, length(bytes) - 1, 255 - get_byte(bytes, length(bytes) - 1)) WHERE id = (SELECT word_ids[1] FROM scan WHERE id = $1)`,
        [id],
      ],
    ],
    ['has lists that are none', (id) => [`UPDATE scan SET failures = '{"a":1}', mismatches = '7' WHERE id = $1`, [id]]],
  ])('that is damaged in the database is no evidence, and stops nothing else: it %s', async (what, damage) => {
    const image = `acme/${what.replaceAll(' ', '-')}`;
    // In words that no other scan shares.
    const bytes = fixture('one-image/grype.json')
      .toString()
      .replaceAll(/("description": ?")/g, `$1${what}: `);
    const { scanId, digest, artifactId } = await api.take(bytes, `?image=${image}`);
    expect((await verdictOf(image, digest)).outcome).toBe('fail');
    await api.sql(...damage(scanId));
    const anew = (environment?: string) =>
      api
        .sql('UPDATE artifact_verdict SET holds_until = now() WHERE artifact_id = $1', [artifactId])
        .then(() => verdictOf(image, digest, environment));
    // What was found while all was there still counts.
    expect((await anew()).outcome).toBe('fail');
    await api.sql('DELETE FROM artifact_state WHERE artifact_id = $1', [artifactId]);
    // Without what was kept of the findings, and by what is kept of those that can be read.
    for (const isKept of [false, true]) {
      if (isKept) await api.read(`/api/v1/artifacts/${artifactId}/findings`);
      const verdict = await anew('dev');
      expect(verdict.reasons.map(({ message }) => message).join('\n')).toContain('is damaged. Send the report again');
      expect((await anew()).outcome).not.toBe('pass');
    }
    // The next report is taken in, and what it says counts.
    const next = await api.take(fixture('one-image/trivy.json'), `?image=${image}&digest=${digest}`);
    expect(next.isNew).toBe(true);
    expect((await verdictOf(image, digest)).reasons.flatMap(({ findings }) => findings).length).toBeGreaterThan(0);
  });

  it('that is damaged in the database is found by check-store', async () => {
    await api.sql(`DELETE FROM text_block WHERE id = (SELECT max(id) FROM text_block)`);
    const faults = (await faultsOfStore()).join('\n');
    for (const expected of [
      /^scan \d+: 1 of its words are gone or damaged, such as 2147483647$/m,
      /^scan \d+: its words have \d+ claims, not \d+$/m,
      /^word \d+: its bytes are not those that its hash names$/m,
      /^wording: \d+ entries of block_id point to a row that is gone$/m,
    ])
      expect(faults).toMatch(expected);
  });
});

/** What both have by the report alone: descriptions and addresses are not read back, and left-out words mean no. */
function comparable(record: ScanRecord | undefined): unknown {
  if (record === undefined) return undefined;
  const byText = (a: object, b: object): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
  const claim = ({ isSuppressed = false, isStatement = false, ...rest }: Claim): object => ({
    ...rest,
    isSuppressed,
    isStatement,
    description: null,
    cvssVector: null,
    url: null,
  });
  const problem = (rest: Problem): object => ({ ...rest, description: null, resolution: null, url: null });
  // Who sent it, when, and as what stands beside the report.
  return {
    ...record,
    sender: null,
    mismatches: [],
    saidAt: null,
    components: [...record.components.values()].sort(byText),
    claims: record.claims.map(claim).sort(byText),
    problems: record.problems.map(problem).sort(byText),
  };
}
