import { isFullRun } from '../../../../testkit/tier.mjs';
import { hostileReports } from '../../../test/factories/hostile-reports.js';
import { unstorableIn } from '../../../test/factories/storable.js';
import { WHOLE_REPORTS } from '../../../test/factories/whole-reports.js';
import { type ValuePath, withValue } from '../../../test/factories/mutations.js';
import { parseReport } from './parse-report.js';
import { ReportError } from './report-error.js';
import type { ReportFormat, Scan } from './scan.js';

/** Hostile values, a place of a report; every one of them in the full run. */
const VALUES_A_PLACE = isFullRun ? Infinity : 2;

const SEED = 20_261_129;

describe.each(Object.entries(WHOLE_REPORTS))('a %s report with a hostile value in it', (_, report) => {
  it(`is read into what can be stored or refused, whatever the value and its place (seed ${SEED})`, async () => {
    const faults: string[] = [];
    const outcomes = { read: 0, refused: 0 };
    for (const { name, document } of hostileReports(report, VALUES_A_PLACE, SEED)) {
      const scan = await readOrRefuse(document).catch((error: unknown) => {
        faults.push(`${name}: ${String(error)}`);
        return null;
      });
      outcomes[scan === null ? 'refused' : 'read'] += 1;
      if (scan !== null) faults.push(...unstorableIn(scan).map((fault) => `${name}: ${fault}`));
    }
    expect(faults).toEqual([]);
    expect(Math.min(outcomes.read, outcomes.refused)).toBeGreaterThan(20);
  }, 600_000);

  it('is read as it is', async () => {
    const scan = await readOrRefuse(report);
    expect(scan).toMatchObject({ skippedCount: 0, failures: [] });
    expect(scan?.claims.length).toBeGreaterThan(0);
  });
});

/** Each of them once stopped the server, or would have been refused by the database. */
describe('a hostile value that was found', () => {
  const FOUND: readonly (readonly [ReportFormat, ValuePath, unknown])[] = [
    ['trivy', ['CreatedAt'], '9999-12-31T23:59:59-14:00'],
    ['trivy', ['Metadata', 'Size'], 1e308],
    ['trivy', ['Results', 0, 'Type'], 'constructor'],
    ['trivy', ['Results', 0, 'Type'], '__proto__'],
    ['trivy', ['Results', 0, 'Secrets', 0, 'StartLine'], 1.5],
    ['trivy', ['Results', 0, 'Misconfigurations', 0, 'CauseMetadata', 'EndLine'], 2 ** 31],
    ['trivy', ['Results', 0, 'ExperimentalModifiedFindings', 0, 'Status'], 'constructor'],
    ['trivy', ['Results', 0, 'ExperimentalModifiedFindings', 0, 'Finding', 'VendorIDs'], {}],
    ['trivy', ['Results', 0, 'ExperimentalModifiedFindings', 0, 'Finding', 'CVSS'], { nvd: null }],
    ['trivy', ['Results', 0, 'ExperimentalModifiedFindings', 1, 'Finding', 'CauseMetadata', 'StartLine'], '7'],
    ['grype', ['ignoredMatches', 0, 'appliedIgnoreRules', 0, 'vex-status'], 'constructor'],
    ['grype', ['matches', 0, 'vulnerability', 'epss', 0, 'epss'], 1e308],
    ['grype', ['matches', 0, 'vulnerability', 'severity'], 'constructor'],
    ['cyclonedx', ['vulnerabilities', 0, 'analysis', 'state'], 'toString'],
    ['cyclonedx', ['vulnerabilities', 0, 'ratings', 0, 'severity'], 'constructor'],
    ['sarif', ['runs', 0, 'results', 1, 'locations', 0, 'physicalLocation', 'region', 'startLine'], 2 ** 31],
  ];

  it.each(FOUND)('in %s at %j, %j, is refused or left out', async (format, place, value) => {
    const scan = await readOrRefuse(withValue(WHOLE_REPORTS[format], place, value));
    expect(scan === null ? [] : unstorableIn(scan)).toEqual([]);
  });
});

async function readOrRefuse(document: unknown): Promise<Scan | null> {
  try {
    return await parseReport([Buffer.from(JSON.stringify(document))]);
  } catch (error) {
    if (error instanceof ReportError && error.message.length <= 1_000 && error.issues.length <= 20) return null;
    throw error;
  }
}
