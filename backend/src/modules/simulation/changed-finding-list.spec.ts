import * as fc from 'fast-check';
import { aClaim, aScanRecord, factsFrom } from '../../../test/factories/scan-record.js';
import { SEVERITIES, severityRank } from '../../core/model/severity.js';
import { ChangedFindingList } from './changed-finding-list.js';

const WAIVED = { by: 'waiver', waiver: 'W-1', until: Infinity } as const;

const findings = factsFrom([
  aScanRecord({
    claims: SEVERITIES.map((severity, place) => aClaim({ reportedId: `CVE-2026-100${place}`, severity })),
  }),
]).findings;

const artifact = (id: number) => ({ id, project: 'shop', image: 'acme/api', digest: `sha256:${id}` });

describe('ChangedFindingList', () => {
  it('lists what sorting all of them would put first, however they come', () => {
    const change = fc.record({ artifactId: fc.integer({ min: 1, max: 4 }), finding: fc.constantFrom(...findings) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        // Each artifact is in one of two shares.
        const shares = [new ChangedFindingList(5), new ChangedFindingList(5)];
        for (const { artifactId, finding } of changes) {
          shares[artifactId % 2]?.add(artifact(artifactId), 'prod', [{ finding, now: WAIVED, proposed: null }]);
        }
        const list = new ChangedFindingList(5);
        for (const share of shares) list.addAll(structuredClone(share.part()));
        const first = changes
          .toSorted(
            (a, b) =>
              severityRank(b.finding.severity) - severityRank(a.finding.severity) || b.artifactId - a.artifactId,
          )
          .slice(0, 5)
          .map(({ artifactId, finding }) => [String(artifactId), finding.id]);
        expect(list.list().map(({ artifactId, id }) => [artifactId, id])).toEqual(first);
        expect(list.total).toBe(changes.length);
      }),
    );
  });

  it('says what each finding is, and by which waiver it does not count', () => {
    const list = new ChangedFindingList();
    const [finding] = findings;
    if (finding === undefined) throw new Error('there is no finding');
    list.add(artifact(7), 'prod', [{ finding, now: null, proposed: WAIVED }]);
    expect(list.list()).toEqual([
      {
        artifactId: '7',
        project: 'shop',
        image: 'acme/api',
        digest: 'sha256:7',
        environment: 'prod',
        id: finding.id,
        kind: 'match',
        severity: finding.severity,
        advisory: finding.advisory?.id,
        rule: null,
        component: finding.component?.name,
        version: finding.component?.version,
        path: null,
        now: 'counts',
        proposed: 'waived',
        waiver: 'W-1',
      },
    ]);
  });
});
