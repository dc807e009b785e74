import { evaluate } from '../gate/evaluate.js';
import { aClaim, aScanRecord, factsFrom } from '../../../test/factories/scan-record.js';
import { verdictJson } from '../gate/verdict-json.js';
import { parsePolicy } from '../policy/parse-policy.js';
import { parseReport } from './parse-report.js';
import { ReportError } from './report-error.js';
import { DEFAULT_REPORT_LIMITS, type ReportLimits } from './report-limits.js';
import type { Scan } from './scan.js';

function read(report: object, given: Partial<ReportLimits> = {}): Promise<Scan> {
  return parseReport([Buffer.from(JSON.stringify(report))], { limits: { ...DEFAULT_REPORT_LIMITS, ...given } });
}

function grype(
  count: number,
  make: (place: number) => { vulnerability?: object; artifact?: object; related?: object[] },
): object {
  return {
    descriptor: { name: 'grype', version: '0.100.0' },
    matches: Array.from({ length: count }, (_, place) => {
      const { vulnerability = {}, artifact = {}, related = [] } = make(place);
      return {
        vulnerability: { id: 'CVE-2026-1000', severity: 'High', ...vulnerability },
        relatedVulnerabilities: related,
        artifact: { name: 'lodash', version: '1', type: 'npm', purl: 'pkg:npm/lodash@1', ...artifact },
      };
    }),
  };
}

const BOM = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  components: [{ 'bom-ref': 'c', type: 'library', name: 'c' }],
};

const LIST = (count: number): number[] => [...Array.from({ length: count }).keys()];

describe('A report that says more than it may', () => {
  it.each<[keyof ReportLimits, number, (count: number) => object]>([
    ['components', 3, (count) => grype(count, (place) => ({ artifact: { purl: `pkg:npm/p${place}@1` } }))],
    ['claims', 3, (count) => grype(count, () => ({}))],
    ['claimsPerComponent', 3, (count) => grype(count, (place) => ({ vulnerability: { id: `CVE-2026-100${place}` } }))],
    [
      'idsPerClaim',
      3,
      (count) => grype(1, () => ({ related: LIST(count - 1).map((place) => ({ id: `X-${place}` })) })),
    ],
    [
      'places',
      3,
      (count) => grype(count, (place) => ({ artifact: { purl: `pkg:npm/p${place}@1`, locations: [{ path: '/a' }] } })),
    ],
    [
      'placesPerComponent',
      3,
      (count) => grype(1, () => ({ artifact: { locations: LIST(count).map((place) => ({ path: `/${place}` })) } })),
    ],
    [
      'licencesPerComponent',
      3,
      (count) => grype(1, () => ({ artifact: { licenses: LIST(count).map((place) => `L-${place}`) } })),
    ],
    [
      'ratingsPerClaim',
      3,
      (count) => ({
        ...BOM,
        vulnerabilities: [
          { id: 'CVE-2026-1000', affects: [{ ref: 'c' }], ratings: LIST(count).map(() => ({ severity: 'low' })) },
        ],
      }),
    ],
    [
      'problems',
      3,
      (count) => ({
        SchemaVersion: 2,
        ArtifactName: 'a',
        ArtifactType: 'filesystem',
        Results: [
          {
            Target: 'a',
            Class: 'secret',
            Secrets: LIST(count).map((place) => ({ RuleID: 'r', Severity: 'LOW', StartLine: place + 1 })),
          },
        ],
      }),
    ],
    ['identifierBytes', 200, (count) => grype(1, () => ({ vulnerability: { id: 'X'.repeat(count) } }))],
    [
      'identifierBytes',
      200,
      (count) => grype(1, () => ({ artifact: { purl: `pkg:npm/${'x'.repeat(count - 'pkg:npm/@1'.length)}@1` } })),
    ],
    [
      'pathBytes',
      200,
      (count) =>
        grype(1, () => ({ artifact: { locations: [{ path: 'é'.repeat(count / 2) + 'e'.repeat(count % 2) }] } })),
    ],
  ])('is refused: %s', async (name, limit, report) => {
    await expect(read(report(limit), { [name]: limit })).resolves.toMatchObject({ format: expect.any(String) });
    const error = await read(report(limit + 1), { [name]: limit }).catch((failure: unknown) => failure);
    if (!(error instanceof ReportError)) throw new Error('it was not refused');
    expect({ code: error.code, limit: error.limit }).toEqual({ code: 'report_limit', limit: { name, value: limit } });
    expect(error.message).toMatch(new RegExp(`^The report has more than ${limit} `));
  });

  it('has its long texts cut, between two characters, and a warning says so', async () => {
    const description = `${'d'.repeat(65_530)}🚢🚢🚢`;
    const scan = await read(
      grype(1, () => ({
        vulnerability: {
          description,
          dataSource: `https://example.org/${'é'.repeat(1_000)}`,
          fix: { state: 'fixed', versions: LIST(1_000).map((place) => `1.${place}`) },
        },
      })),
    );
    const [claim] = scan.claims;
    const bytes = (text: string | null | undefined): number => Buffer.byteLength(text ?? '');
    expect(claim?.description).toBe(`${'d'.repeat(65_530)}…`);
    expect(bytes(claim?.url)).toBeLessThanOrEqual(1_024);
    expect(claim?.url).toMatch(/^https:\/\/example\.org\/é+…$/);
    // No version is cut in two.
    expect(bytes(claim?.fixedVersion)).toBeLessThanOrEqual(1_024);
    const versions = claim?.fixedVersion?.split(', ') ?? [];
    expect(versions).toEqual(LIST(versions.length).map((place) => `1.${place}`));
    expect(scan.warnings).toMatchObject([
      { message: expect.stringMatching(/^3 texts were cut: a title may have 1024 bytes/) },
    ]);
  });
});

describe('A verdict on many findings', () => {
  it('is of bounded length, and says how many there are', () => {
    const claims = LIST(600).map((place) =>
      aClaim({
        reportedId: `CVE-2026-${10_000 + place}`,
        ids: [`CVE-2026-${10_000 + place}`],
        title: 't'.repeat(5_000),
        fixedVersion: LIST(100)
          .map((n) => `9.${n}`)
          .join(', '),
      }),
    );
    const verdict = evaluate({
      facts: factsFrom([aScanRecord({ claims })]),
      policy: parsePolicy('version: 1\nenvironments:\n  prod:\n    vulnerabilities: { critical: 0, high: 0 }\n'),
      waivers: [],
      environment: 'prod',
      at: '2026-11-29T00:00:00Z',
    });
    const [reason] = verdict.reasons;
    expect(reason).toMatchObject({ rule: 'vulnerabilities.critical', findingCount: 600 });
    expect(reason?.findings.length).toBeGreaterThan(10);
    expect(reason?.findings[0]?.fixedVersions).toHaveLength(20);
    expect(verdictJson(verdict).length).toBeLessThan(72 * 1024);
  });
});
