import { aSide } from '../../../test/factories/compared-side.js';
import { aClaim, aProblem, aScanRecord } from '../../../test/factories/scan-record.js';
import type { ScanRecord } from '../gate/scan-record.js';
import type { Claim } from '../reports/scan.js';
import { compare } from './compare.js';
import { comparisonHeadline } from './comparison-words.js';

const OLD = 'pkg:apk/alpine/openssl@3.0.7-r0';
const NEW = 'pkg:apk/alpine/openssl@3.0.8-r0';
const CURL = 'pkg:apk/alpine/curl@8.0-r0';

function scanOf(claims: readonly Claim[], given: Partial<ScanRecord> = {}): ScanRecord {
  return aScanRecord({ claims, ...given });
}

function inOpenssl(key: string, given: Partial<Claim> = {}): Claim {
  return aClaim({ componentKey: key, fixedVersion: null, fixState: 'unknown', ...given });
}

describe('compare', () => {
  it('lays what is introduced at the door of the component that brings it', () => {
    const { introduced, components } = compare(
      aSide([OLD]),
      aSide(
        [NEW, CURL],
        [scanOf([inOpenssl(NEW), inOpenssl(CURL, { reportedId: 'CVE-2026-1', ids: ['CVE-2026-1'] })])],
      ),
    );
    expect(introduced.map(({ finding, cause, otherVersion }) => [finding.advisory?.id, cause, otherVersion])).toEqual([
      ['CVE-2023-0286', 'component-changed', '3.0.7-r0'],
      ['CVE-2026-1', 'component-added', null],
    ]);
    expect(components).toMatchObject({ unchangedCount: 0, removed: [] });
    expect(components?.added.map(({ key }) => key)).toEqual([CURL]);
    expect(components?.changed.map(({ before, after }) => [before.key, after.key])).toEqual([[OLD, NEW]]);
  });

  it('calls a finding fixed where its component is gone or has another version, and the same scanner looked again', () => {
    const before = aSide(
      [OLD, CURL],
      [scanOf([inOpenssl(OLD), inOpenssl(CURL, { reportedId: 'CVE-2026-1', ids: ['CVE-2026-1'] })])],
    );
    const comparison = compare(before, aSide([NEW]));
    expect(comparison.fixed.map(({ finding, cause }) => [finding.advisory?.id, cause])).toEqual([
      ['CVE-2023-0286', 'component-changed'],
      ['CVE-2026-1', 'component-removed'],
    ]);
    expect(comparison).toMatchObject({ introduced: [], noLongerReported: [], notCompared: [], isConclusive: true });
    expect(comparisonHeadline(comparison)).toBe(
      'Introduces no findings and fixes 2. Components: 1 removed, 1 changed.',
    );
  });

  it('never calls it fixed where the component is the same and the scanner only says nothing of it any more', () => {
    const { fixed, noLongerReported } = compare(aSide([OLD], [scanOf([inOpenssl(OLD)])]), aSide([OLD]));
    expect(fixed).toEqual([]);
    expect(noLongerReported.map(({ advisory }) => advisory?.id)).toEqual(['CVE-2023-0286']);
  });

  it('tells an advisory that was published since from one that was only not reported', () => {
    const since = { publishedAt: '2026-11-21T00:00:00.000Z' };
    const later = { scannedAt: '2026-11-22T00:00:00.000Z', receivedAt: '2026-11-22T00:00:00.000Z' };
    const causeOf = (claim: Partial<Claim>) =>
      compare(aSide([OLD]), aSide([OLD], [scanOf([inOpenssl(OLD, claim)], later)])).introduced[0]?.cause;
    expect([causeOf(since), causeOf({})]).toEqual(['advisory-published', 'newly-reported']);
  });

  it.each<[string, string, Partial<ScanRecord>[], string[]]>([
    ['nothing looked for vulnerabilities', 'not-scanned', [{ covers: [] }], [NEW]],
    ['another tool did', 'other-tool', [{ tool: { name: 'grype', version: null } }], [NEW]],
    ['it did by older data', 'older-data', [{ scannedAt: '2026-11-01T00:00:00.000Z' }], [NEW]],
    ['it looked at sources alone', 'other-target', [{ target: 'filesystem ./src' }], [NEW]],
    ['some entries could not be read', 'skipped-entries', [{ skippedCount: 1 }], [NEW]],
    ['its run failed in part', 'failed-run', [{ failures: [{ pointer: '', message: 'no database' }] }], [NEW]],
    ['nothing lists what is inside', 'components-not-listed', [{}], []],
    ['no packages of a distribution are listed', 'type-not-listed', [{}], ['pkg:npm/a@1.0.0']],
  ])('does not compare where this time %s', (_, reason, scans, components) => {
    const comparison = compare(
      aSide([OLD], [scanOf([inOpenssl(OLD)])]),
      aSide(
        components,
        scans.map((scan) => aScanRecord(scan)),
      ),
    );
    expect(comparison.fixed).toEqual([]);
    expect(comparison.notCompared.map((each) => [each.finding.advisory?.id, each.on, each.reason])).toEqual([
      ['CVE-2023-0286', 'before', reason],
    ]);
    expect(comparison.doubts).toContainEqual(expect.objectContaining({ reason, side: 'after' }));
    // Findings come in whether the components are listed or not.
    const isComplete = reason === 'components-not-listed';
    expect(comparison.isConclusive).toBe(isComplete);
    expect(comparisonHeadline(comparison).includes('The comparison is not complete.')).toBe(!isComplete);
  });

  it('does not take what was removed for fixed where the scan lists less than an earlier one of the same artifact', () => {
    const shrunk = scanOf([]);
    const after = aSide([CURL], [shrunk]);
    const scans = after.facts.scans.map((scan) => ({ ...scan, lacks: { count: 1, names: ['openssl 3.0.7-r0'] } }));
    const comparison = compare(aSide([OLD], [scanOf([inOpenssl(OLD)])]), {
      ...after,
      facts: { ...after.facts, scans },
    });
    // One openssl, one curl: nothing pairs them.
    expect(comparison.notCompared.map(({ reason }) => reason)).toEqual(['shrunk-scan']);
    expect(comparison.isConclusive).toBe(false);
  });

  it('takes a version at or above a fix for fixed, whichever tool looked', () => {
    const before = aSide([OLD], [scanOf([aClaim({ componentKey: OLD, fixedVersion: '3.0.8-r0' })])]);
    const after = aSide([NEW], [aScanRecord({ tool: { name: 'grype', version: null } })]);
    expect(compare(before, after).fixed.map(({ cause }) => cause)).toEqual(['component-changed']);
  });

  it('does not call introduced what no scan looked for before', () => {
    const after = aSide([OLD], [scanOf([inOpenssl(OLD)])]);
    const { introduced, notCompared, isConclusive } = compare(aSide([OLD], [aScanRecord({ covers: [] })]), after);
    expect([introduced, isConclusive]).toEqual([[], false]);
    expect(notCompared.map(({ on, reason }) => [on, reason])).toEqual([['after', 'not-scanned']]);
  });

  it('calls introduced what only a tool reports that did not look before, and says so', () => {
    const grype = { tool: { name: 'grype', version: null } };
    const after = aSide([OLD], [aScanRecord(), scanOf([inOpenssl(OLD)], { ...grype, report: 'sha256:g' })]);
    const { introduced, doubts } = compare(aSide([OLD]), after);
    expect(introduced.map(({ cause }) => cause)).toEqual(['other-tool']);
    expect(doubts.map(({ reason, side }) => [reason, side])).toEqual([['other-tool', 'before']]);
  });

  it('knows a vulnerability under another of its names', () => {
    const ghsa = inOpenssl(OLD, { reportedId: 'GHSA-aaaa-bbbb-cccc', ids: ['GHSA-aaaa-bbbb-cccc'] });
    const both = inOpenssl(OLD, { ids: ['CVE-2023-0286', 'GHSA-aaaa-bbbb-cccc'] });
    const comparison = compare(aSide([OLD], [scanOf([ghsa])]), aSide([OLD], [scanOf([both])]));
    expect(comparison).toMatchObject({ introduced: [], fixed: [], noLongerReported: [], unchangedCount: 1 });
  });

  it('tells what is rated otherwise, suppressed or analysed since from what is fixed', () => {
    const claim = inOpenssl(OLD, {
      severity: 'low',
      isSuppressed: true,
      analysis: { state: 'not_affected', justification: null, detail: null },
    });
    const comparison = compare(aSide([OLD], [scanOf([inOpenssl(OLD)])]), aSide([OLD], [scanOf([claim])]));
    expect(comparison).toMatchObject({ introduced: [], fixed: [], unchangedCount: 0 });
    expect(comparison.changed.flatMap(({ changes }) => changes.map(({ part }) => part))).toEqual([
      'severity',
      'analysis',
      'suppression',
    ]);
  });

  it('takes a secret for the same where only its line moved, and one more for introduced', () => {
    const secrets = (...lines: number[]) =>
      aSide([], [aScanRecord({ covers: ['secret'], problems: lines.map((startLine) => aProblem({ startLine })) })]);
    const moved = compare(secrets(3), secrets(5));
    expect(moved).toMatchObject({ introduced: [], fixed: [], unchangedCount: 1 });
    const more = compare(secrets(3), secrets(3, 9));
    expect(more.introduced.map(({ finding, cause }) => [finding.startLine, cause])).toEqual([[9, 'problem-added']]);
    expect(compare(secrets(3), secrets()).fixed.map(({ cause }) => cause)).toEqual(['problem-removed']);
  });
});

describe('several versions of one package', () => {
  const LODASH = (version: string) => `pkg:npm/lodash@${version}`;
  const changedOf = (before: Record<string, string[]>, after: Record<string, string[]>) => {
    const side = (of: Record<string, string[]>) => aSide(Object.keys(of), [aScanRecord()], of);
    const { components } = compare(side(before), side(after));
    const names = (list: readonly { version: string | null }[] = []) => list.map(({ version }) => version);
    return {
      changed: components?.changed.map((pair) => [pair.before.version, pair.after.version]),
      added: names(components?.added),
      removed: names(components?.removed),
    };
  };

  it('are told apart by where they lie', () => {
    expect(
      changedOf(
        { [LODASH('3.10.1')]: ['a'], [LODASH('4.17.20')]: ['b'] },
        { [LODASH('4.17.21')]: ['a'], [LODASH('4.18.0')]: ['b'] },
      ),
    ).toEqual({
      changed: [
        ['3.10.1', '4.17.21'],
        ['4.17.20', '4.18.0'],
      ],
      added: [],
      removed: [],
    });
  });

  it('are told apart by their major version where they lie nowhere', () => {
    expect(changedOf({ [LODASH('3.10.1')]: [], [LODASH('4.17.20')]: [] }, { [LODASH('4.17.21')]: [] })).toEqual({
      changed: [['4.17.20', '4.17.21']],
      added: [],
      removed: ['3.10.1'],
    });
  });

  it('keep what one of them still has apart from what the other lost', () => {
    const before = aSide(
      [LODASH('3.10.1'), LODASH('4.17.20')],
      [scanOf([inOpenssl(LODASH('3.10.1')), inOpenssl(LODASH('4.17.20'))])],
    );
    const after = aSide([LODASH('4.17.21')], [scanOf([inOpenssl(LODASH('4.17.21'))])]);
    const comparison = compare(before, after);
    expect(comparison.fixed.map(({ finding, cause }) => [finding.component?.version, cause])).toEqual([
      ['3.10.1', 'component-removed'],
    ]);
    expect(comparison.unchangedCount).toBe(1);
  });
});
