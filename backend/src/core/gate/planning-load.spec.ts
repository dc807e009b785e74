import { aClaim, aComponent, aScanRecord } from '../../../test/factories/scan-record.js';
import { uniteFindings } from '../findings/unite-findings.js';
import { planningLoad } from './planning-load.js';

/** Findings in one component, the first with a fixed version of so many characters. */
function loadOf(count: number, characters: number): number {
  const key = 'pkg:npm/part@1.0.0';
  const claims = Array.from({ length: count }, (_, number) =>
    aClaim({
      componentKey: key,
      reportedId: `CVE-2026-${10_000 + number}`,
      ids: [`CVE-2026-${10_000 + number}`],
      fixedVersion: number === 0 ? '1'.repeat(characters) : `2.${number}`,
    }),
  );
  const findings = uniteFindings([aScanRecord({ claims, components: new Map([[key, aComponent(key)]]) })]);
  return planningLoad([findings, findings.slice(0, 10)]);
}

describe('planningLoad', () => {
  it('grows with the findings, and faster with those of one package', () => {
    expect(loadOf(200, 10) / loadOf(100, 10)).toBeCloseTo(2.5, 0);
    expect(loadOf(2_000, 10) / loadOf(1_000, 10)).toBeGreaterThan(3);
  });

  it('counts a long version for each finding that it is compared with', () => {
    expect(loadOf(100, 10_000)).toBeGreaterThan(100 * 2 * 10_000);
  });
});
