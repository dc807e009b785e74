import * as fc from 'fast-check';
import { aClaim } from '../../../test/factories/scan-record.js';
import { DistinctClaims } from './distinct-claims.js';
import type { Claim } from './scan.js';
import { SharedTexts } from './shared-texts.js';

const few = <Value>(...values: Value[]): fc.Arbitrary<Value> => fc.constantFrom(...values);

/** So few values that many are the same. */
const claim: fc.Arbitrary<Claim> = fc
  .record({
    reportedId: few('CVE-1', 'CVE-2'),
    ids: few<readonly string[]>(['CVE-1'], ['CVE-1', 'GHSA-1']),
    title: few(null, 'one'),
    description: few(null, 'one', 'two'),
    fixedVersion: few(null, '1'),
    cvssScore: few(null, 0, 1),
    url: few('https://a.example', 'https://b.example'),
    analysis: few<Claim['analysis']>(
      null,
      { state: 'affected', justification: null, detail: null },
      { state: 'affected', justification: null, detail: 'one' },
    ),
  })
  .map((given) => aClaim(given));

describe('DistinctClaims', () => {
  it('keeps the first of each content, however many claims have one identifier', () => {
    fc.assert(
      fc.property(fc.array(claim, { maxLength: 60 }), (claims) => {
        const distinct = new DistinctClaims(new SharedTexts());
        const added = claims.filter((each) => distinct.add(each));
        const contents = new Map<string, Claim>();
        for (const each of claims) {
          const { analysis } = each;
          const content = JSON.stringify({
            ...each,
            url: null,
            analysis: analysis && [analysis.state, analysis.detail],
          });
          if (!contents.has(content)) contents.set(content, each);
        }
        expect(added).toEqual([...contents.values()]);
        expect(distinct.items).toEqual(added);
      }),
      { numRuns: 300 },
    );
  });
});
