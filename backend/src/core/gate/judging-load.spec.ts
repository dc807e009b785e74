import { aClaim, aComponent, aScanRecord } from '../../../test/factories/scan-record.js';
import { encodeColumns } from '../columns/encode-columns.js';
import { FindingColumns } from '../columns/finding-columns.js';
import { uniteFindings } from '../findings/unite-findings.js';
import { judgingLoad } from './judging-load.js';

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
  const scan = aScanRecord({ claims, components: new Map([[key, aComponent(key)]]) });
  return judgingLoad(FindingColumns.decode(encodeColumns(uniteFindings([scan]))));
}

describe('judgingLoad', () => {
  it('grows with the findings', () => {
    expect(loadOf(200, 10) / loadOf(100, 10)).toBeCloseTo(2, 1);
  });

  it('counts a long version for each finding that it is compared with', () => {
    expect(loadOf(100, 10_000)).toBeGreaterThan(100 * 2 * 10_000);
  });
});
