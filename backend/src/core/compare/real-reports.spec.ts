import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { sideOfScans } from '../../../test/factories/compared-side.js';
import { randomScans } from '../../../test/factories/random-scans.js';
import { factsFrom } from '../../../test/factories/scan-record.js';
import { parseReport } from '../reports/parse-report.js';
import type { Scan } from '../reports/scan.js';
import { compare } from './compare.js';
import { inSeveralVersions, type ComparedSide } from './side.js';

const FIXTURES = new URL('../../../test/fixtures/', import.meta.url);
const GOLDENS = 'scanner-goldens/trivy-golden/';

const read = (file: string): Promise<Scan> => parseReport([readFileSync(new URL(file, FIXTURES))]);

const goldens = readdirSync(new URL(GOLDENS, FIXTURES)).filter(
  (file) => file.endsWith('.json.golden') && !/cyclonedx|spdx|sarif/.test(file),
);

/** Of one image, by several scanners and in several formats. */
const ONE_IMAGE = ['grype.cdx.json', 'grype.json', 'grype.sarif', 'trivy.cdx.json', 'trivy.json', 'trivy.sarif'];

describe('comparing real reports', () => {
  it.each(goldens)('%s with itself: nothing changed', async (file) => {
    const side = sideOfScans([await read(`${GOLDENS}${file}`)]);
    const { introduced, fixed, noLongerReported, notCompared, changed, unchangedCount, components } = compare(
      side,
      side,
    );
    expect([introduced, fixed, noLongerReported, notCompared, changed]).toEqual([[], [], [], [], []]);
    expect(unchangedCount).toBe(side.facts.findings.length);
    expect(components ?? { added: [], removed: [], changed: [] }).toMatchObject({
      added: [],
      removed: [],
      changed: [],
    });
  });

  it('never calls a finding of an image fixed because other reports of the same image leave it out', async () => {
    const scans = await Promise.all(ONE_IMAGE.map((file) => read(`one-image/${file}`)));
    // Each alone, each two together, and all.
    const subsets = [...scans.flatMap((scan, place) => scans.slice(place).map((other) => [scan, other])), scans].map(
      (chosen) => sideOfScans([...new Set(chosen)]),
    );
    for (const [from, before] of subsets.entries()) {
      for (const [to, after] of subsets.entries()) {
        const { fixed } = compare(before, after);
        expect([from, to, fixed.map(({ finding, cause }) => [finding.id, cause])]).toEqual([from, to, []]);
      }
    }
  });

  it('accounts for every finding of both sides', async () => {
    const sides = await Promise.all(goldens.map(async (file) => sideOfScans([await read(`${GOLDENS}${file}`)])));
    for (const [place, before] of sides.entries()) {
      for (const after of [...sides.slice(place + 1), ...sides].slice(0, 3)) {
        expect(lostFindings(before, after)).toBe(0);
      }
    }
  });
});

/** Each run makes the facts of two artifacts, which takes a hundred times longer than to compare them. */
const RUNS = { numRuns: 40 };

describe('comparing generated scans', () => {
  const sides = randomScans.map((scans): ComparedSide => ({ facts: factsFrom(scans), components: [] }));

  it('accounts for every finding of both sides', () => {
    fc.assert(
      fc.property(sides, sides, (before, after) => expect(lostFindings(before, after)).toBe(0)),
      RUNS,
    );
  });

  it('finds the same in whatever order findings and scans come', () => {
    const backwards = ({ facts, components }: ComparedSide): ComparedSide => ({
      facts: { ...facts, scans: facts.scans.toReversed(), findings: facts.findings.toReversed() },
      components: components.toReversed(),
    });
    fc.assert(
      fc.property(sides, sides, (before, after) => {
        const ids = ({ introduced, fixed, noLongerReported, notCompared }: ReturnType<typeof compare>) =>
          [
            introduced.map(({ finding }) => finding),
            fixed.map(({ finding }) => finding),
            noLongerReported,
            notCompared.map(({ finding }) => finding),
          ].map((findings) => findings.map(({ kind, severity, rule }) => [kind, severity, rule]));
        expect(ids(compare(backwards(before), backwards(after)))).toEqual(ids(compare(before, after)));
      }),
      RUNS,
    );
  });

  it('calls nothing introduced or fixed between an artifact and itself', () => {
    fc.assert(
      fc.property(sides, (side) => {
        const { introduced, fixed, noLongerReported, changed } = compare(side, side);
        expect([introduced, fixed, noLongerReported, changed]).toEqual([[], [], [], []]);
      }),
      RUNS,
    );
  });
});

describe('inSeveralVersions', () => {
  it('names those of which paths may decide', () => {
    const named = ['a', 'b', 'a'].map((name, place) => ({ type: 'npm', name, version: String(place) }));
    expect(inSeveralVersions(named).map(({ version }) => version)).toEqual(['0', '2']);
  });
});

/** How many findings the comparison accounts for wrongly, or twice. */
function lostFindings(before: ComparedSide, after: ComparedSide): number {
  const { introduced, fixed, noLongerReported, notCompared, changed, unchangedCount } = compare(before, after);
  const on = (side: 'before' | 'after') => notCompared.filter((each) => each.on === side).map(({ finding }) => finding);
  const gone = [...fixed.map(({ finding }) => finding), ...noLongerReported, ...on('before')];
  const come = [...introduced.map(({ finding }) => finding), ...on('after')];
  const [known, knownBefore] = [new Set(after.facts.findings), new Set(before.facts.findings)];
  return (
    Math.abs(come.length + changed.length + unchangedCount - after.facts.findings.length) +
    (gone.length + come.length - new Set([...gone, ...come]).size) +
    gone.filter((finding) => !knownBefore.has(finding)).length +
    come.filter((finding) => !known.has(finding)).length
  );
}
