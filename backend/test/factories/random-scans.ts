import * as fc from 'fast-check';
import type { ScanRecord } from '../../src/core/gate/scan-record.js';
import { ANALYSIS_STATES } from '../../src/core/model/analysis-state.js';
import { SEVERITIES } from '../../src/core/model/severity.js';
import { aClaim, aProblem, aScanRecord } from './scan-record.js';

const instant = fc
  .date({ min: new Date('0002-01-01'), max: new Date('2026-12-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

const NAMES = [
  ...Array.from({ length: 5 }, (_, index) => `CVE-2026-100${index}`),
  'GHSA-aaaa-bbbb-cccc',
  'GHSA-dddd-eeee-ffff',
  'RHSA-2026:1',
  'DEBIAN-CVE-2026-1000',
  'cve-2026-1001',
];

const COMPONENTS = [
  'pkg:npm/a@1.0.0',
  'pkg:apk/alpine/b@2.0-r0',
  'pkg:npm/ärger@1',
  'npm:a@1.0.0',
  'pkg:deb/debian/zlib@1:1.2',
];

/** With characters that sort otherwise by UTF-16 than by code point, and whose cases differ. */
const TITLES = ['Ärger in A', 'ärger in B', 'a_b%c', '\u{1F600} smile', '\uFF21 wide', '\u212A is Kelvin', 'x.*y', ''];

const claim = fc
  .record({
    componentKey: fc.constantFrom(...COMPONENTS),
    reportedId: fc.constantFrom(...NAMES),
    others: fc.subarray(NAMES, { maxLength: 2 }),
    severity: fc.constantFrom(...SEVERITIES),
    title: fc.option(fc.constantFrom(...TITLES)),
    fixedVersion: fc.constantFrom(null, '2.1', '1.2.9, 1.3.4'),
    fixState: fc.constantFrom(null, 'not-fixed', 'fixed'),
    publishedAt: fc.option(instant),
    epss: fc.constantFrom(null, 0, 0.1, 0.97531),
    cvssScore: fc.constantFrom(null, 0, 9.8),
    isKnownExploited: fc.constantFrom(null, false, true),
    analysis: fc.option(
      fc.record({
        state: fc.constantFrom(...ANALYSIS_STATES),
        justification: fc.constant(null),
        detail: fc.constant(null),
      }),
    ),
    isSuppressed: fc.boolean(),
    suppressedBy: fc.constantFrom('person' as const, 'built-in' as const),
    isStatement: fc.integer({ max: 4, min: 0 }).map((dice) => dice === 0),
  })
  .map(({ others, ...given }) => aClaim({ ...given, ids: [...new Set([given.reportedId, ...others])].sort() }));

const problem = fc
  .record({
    kind: fc.constantFrom('secret' as const, 'misconfiguration' as const, 'licence' as const),
    rule: fc.constantFrom('DS002', 'AVD-DS-0002', 'token', 'GPL-3.0-only', ''),
    severity: fc.constantFrom(...SEVERITIES),
    title: fc.constantFrom(...TITLES),
    path: fc.constantFrom(null, 'a', '/a', 'b/c', '\u{1F600}', '\uFF21'),
    startLine: fc.constantFrom(null, 1, 2 ** 31 - 1),
    subject: fc.constantFrom(null, 'one', 'other'),
    componentKey: fc.constantFrom(null, null, ...COMPONENTS),
    isSuppressed: fc.boolean(),
  })
  .map(aProblem);

/** Scans of one artifact whose claims and problems meet each other in every way. */
export const randomScans: fc.Arbitrary<ScanRecord[]> = fc.array(
  fc
    .record({
      tool: fc.constantFrom('trivy', 'grype', 'vex').map((name) => ({ name, version: null })),
      claims: fc.array(claim, { maxLength: 12 }),
      problems: fc.array(problem, { maxLength: 6 }),
    })
    .map(aScanRecord),
  { maxLength: 3 },
);
