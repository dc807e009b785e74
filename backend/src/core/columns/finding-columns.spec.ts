import { Buffer } from 'node:buffer';
import * as fc from 'fast-check';
import { aClaim, aProblem, aScanRecord } from '../../../test/factories/scan-record.js';
import { randomScans } from '../../../test/factories/random-scans.js';
import { goesBy } from '../advisories/goes-by.js';
import { FIX_STATES } from '../findings/fix-state.js';
import type { Finding } from '../findings/finding.js';
import { nameOf } from '../findings/order.js';
import { uniteWithClaims } from '../findings/unite-findings.js';
import type { UnitedFinding } from '../findings/united-finding.js';
import { FINDING_KINDS } from '../model/finding-kind.js';
import { SEVERITIES, severityRank } from '../model/severity.js';
import { DamagedBlockError } from './damaged-block-error.js';
import { encodeColumns } from './encode-columns.js';
import { encodeTexts } from './encode-texts.js';
import { FindingColumns } from './finding-columns.js';
import { FindingTexts } from './finding-texts.js';
import { IdOrder } from './id-order.js';
import { countRows, type RowFilter } from './row-filter.js';
import { RowOrder, type RowSort } from './row-order.js';
import { rowsWith } from './rows-with.js';

function stateOf(united: readonly UnitedFinding[]): { columns: FindingColumns; texts: FindingTexts } {
  const encoded = encodeColumns(united.map(({ finding }) => finding));
  const columns = FindingColumns.decode(encoded);
  return { columns, texts: FindingTexts.decode(encodeTexts(united, encoded), columns) };
}

function rowsOf({ count }: FindingColumns): number[] {
  return Array.from({ length: count }, (_, row) => row);
}

const SORTS = ['severity', 'advisory', 'component', 'published', 'epss', 'kind'] as const;

/** What a list is sorted by first. */
const VALUES: Record<RowSort, (finding: Finding) => string | number> = {
  severity: ({ severity }) => severityRank(severity),
  advisory: () => 0,
  component: ({ component, path }) => component?.name ?? path ?? '',
  published: ({ publishedAt }) => (publishedAt === null ? -Infinity : Date.parse(publishedAt)),
  epss: ({ epss }) => epss ?? -1,
  kind: ({ kind }) => FINDING_KINDS.indexOf(kind),
};

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function sorted(findings: readonly Finding[], sort: RowSort, isDescending: boolean): Finding[] {
  const value = VALUES[sort];
  const compare = (a: Finding, b: Finding): number => {
    const [left, right] = [value(a), value(b)];
    const first = typeof left === 'string' ? compareBytes(left, String(right)) : Math.sign(left - Number(right)) || 0;
    return first || compareBytes(nameOf(a), nameOf(b)) || compareBytes(a.id, b.id);
  };
  return findings.toSorted((a, b) => (isDescending ? compare(b, a) : compare(a, b)));
}

const filters: fc.Arbitrary<RowFilter> = fc.record({
  severities: fc.option(fc.subarray([0, 1, 2, 3, 4]), { nil: undefined }),
  kinds: fc.option(fc.subarray([0, 1, 2, 3]), { nil: undefined }),
  fixes: fc.option(fc.subarray([0, 1, 2]), { nil: undefined }),
  isFixable: fc.option(fc.boolean(), { nil: undefined }),
});

function meets(finding: Finding, { severities, kinds, fixes, isFixable }: RowFilter): boolean {
  return (
    (severities === undefined || severities.includes(severityRank(finding.severity))) &&
    (kinds === undefined || kinds.includes(FINDING_KINDS.indexOf(finding.kind))) &&
    (isFixable === undefined || (finding.fix === 'available') === isFixable) &&
    (fixes === undefined || (finding.kind === 'match' && fixes.includes(FIX_STATES.indexOf(finding.fix))))
  );
}

describe('FindingColumns', () => {
  it('gives back each finding as the core united it, in its order', () => {
    fc.assert(
      fc.property(randomScans, (scans) => {
        const united = uniteWithClaims(scans);
        const { columns, texts } = stateOf(united);
        expect(rowsOf(columns).map((row) => columns.finding(row, texts.titleOf(row)))).toEqual(
          united.map(({ finding }) => finding),
        );
      }),
    );
  });

  it('tells which claims stand behind a match: those and no others', () => {
    fc.assert(
      fc.property(randomScans, (scans) => {
        const united = uniteWithClaims(scans);
        const { columns, texts } = stateOf(united);
        for (const [row, { claims }] of united.entries()) {
          const told = texts.claimsOf(row);
          const meant = scans.flatMap((scan) =>
            scan.claims.filter(
              (claim) => told?.componentKeys.includes(claim.componentKey) && told.names.includes(goesBy(claim)),
            ),
          );
          expect(new Set(meant)).toEqual(new Set(claims.map(({ entry }) => entry)));
          expect(columns.kindOf(row) === 0).toBe(told !== null);
        }
      }),
    );
  });

  it('finds a finding by its id, and nothing by another', () => {
    fc.assert(
      fc.property(randomScans, (scans) => {
        const { columns } = stateOf(uniteWithClaims(scans));
        const order = new IdOrder(columns);
        for (const row of rowsOf(columns)) expect(order.rowOf(columns.idOf(row))).toBe(row);
        expect(order.rowOf('0'.repeat(32))).toBeNull();
        expect(order.rowOf('f'.repeat(32))).toBeNull();
      }),
    );
  });

  it('is sorted, filtered and cut into pages as the findings are', () => {
    fc.assert(
      fc.property(
        randomScans,
        fc.constantFrom(...SORTS),
        fc.boolean(),
        filters,
        fc.integer({ min: 1, max: 5 }),
        (scans, sort, isDescending, filter, limit) => {
          const united = uniteWithClaims(scans);
          const { columns } = stateOf(united);
          const order = new RowOrder(columns, sort, isDescending);
          const ids: string[] = [];
          let page = order.rows(filter, null, limit);
          while (page.length > 0) {
            ids.push(...page.map((row) => columns.idOf(row)));
            page = order.rows(filter, order.positionOf(page.at(-1) as number), limit);
          }
          const findings = united.flatMap(({ finding }) => (meets(finding, filter) ? [finding] : []));
          expect(ids).toEqual(sorted(findings, sort, isDescending).map(({ id }) => id));
        },
      ),
    );
  });

  it('goes on after a finding that is gone', () => {
    fc.assert(
      fc.property(
        randomScans,
        fc.constantFrom(...SORTS),
        fc.boolean(),
        fc.nat(),
        fc.nat(),
        (scans, sort, isDescending, place, gone) => {
          const united = uniteWithClaims(scans);
          if (united.length === 0) return;
          const { columns } = stateOf(united);
          const order = new RowOrder(columns, sort, isDescending);
          const all = order.rows({}, null, united.length);
          const at = place % all.length;
          const left = new Set(all.filter((_, index) => index !== at && (index + gone) % 3 !== 0));
          const { columns: later } = stateOf(united.filter((_, row) => left.has(row)));
          const after = new RowOrder(later, sort, isDescending).rows({}, order.positionOf(all[at] as number), 1000);
          expect(after.map((row) => later.idOf(row))).toEqual(
            all.slice(at + 1).flatMap((row) => (left.has(row) ? [columns.idOf(row)] : [])),
          );
        },
      ),
    );
  });

  it('is counted by what it can be filtered by, each group under the other filters', () => {
    fc.assert(
      fc.property(randomScans, filters, (scans, filter) => {
        const united = uniteWithClaims(scans);
        const count = (other: RowFilter): number => united.filter(({ finding }) => meets(finding, other)).length;
        expect(countRows(stateOf(united).columns, filter)).toEqual({
          total: count(filter),
          severities: SEVERITIES.map((_, rank) => count({ ...filter, severities: [rank] })),
          kinds: FINDING_KINDS.map((_, place) => count({ ...filter, kinds: [place] })),
          fixable: count({ ...filter, isFixable: true, fixes: undefined }),
          fixes: FIX_STATES.map((_, place) =>
            filter.kinds === undefined || filter.kinds.includes(0)
              ? count({ ...filter, kinds: [0], isFixable: undefined, fixes: [place] })
              : 0,
          ),
        });
      }),
    );
  });

  it('is searched for a text wherever a person might remember it', () => {
    const queries = [
      'cve-2026',
      'GHSA-dddd',
      'DEBIAN-',
      'ärger',
      'ARGER',
      '_',
      '%',
      '.*',
      '\u{1F600}',
      'k is',
      'a',
      'b/',
      ' ',
    ];
    fc.assert(
      fc.property(randomScans, fc.constantFrom(...queries), (scans, query) => {
        const united = uniteWithClaims(scans);
        const { columns, texts } = stateOf(united);
        const isAscii = /^[ -~]*$/.test(query);
        const folded = (text: string): string =>
          isAscii ? text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()) : text.toLowerCase();
        const expected = united.map(({ finding, claims, problems }) => {
          const words = [
            nameOf(finding),
            finding.component?.name,
            finding.component?.purl,
            finding.path,
            ...(finding.advisory?.aliases ?? []),
            ...claims.flatMap(({ entry }) => [entry.title, ...entry.ids]),
            ...problems.flatMap(({ entry }) => [entry.title, entry.rule, entry.path]),
          ];
          return Number(words.some((text) => folded(text ?? '').includes(folded(query))));
        });
        expect([...rowsWith(query, columns, texts)]).toEqual(expected);
      }),
    );
  });

  it('searches each text by itself', () => {
    const claims = ['CVE-2026-1', 'CVE-2026-2'].map((reportedId) =>
      aClaim({ reportedId, title: reportedId === 'CVE-2026-1' ? 'ends in ab' : 'cd begins' }),
    );
    const { columns, texts } = stateOf(uniteWithClaims([aScanRecord({ claims })]));
    expect([...rowsWith('abcd', columns, texts)]).toEqual([0, 0]);
    expect([...rowsWith('ab', columns, texts)]).toEqual([1, 0]);
  });

  it('does not search a title that no scanner has given, though one names a statement', () => {
    const component = { key: 'pkg:npm/a@1', purl: 'pkg:npm/a@1', type: 'npm', name: 'a', version: '1' };
    const claim = { componentKey: component.key, reportedId: 'CVE-2026-1' };
    const claims = [
      aClaim({ ...claim, title: 'x', isStatement: true }),
      aClaim({ ...claim, title: null, isStatement: false }),
    ];
    const united = uniteWithClaims([aScanRecord({ claims, components: new Map([[component.key, component]]) })]);
    const { columns, texts } = stateOf(united);
    expect(united.map(({ finding }) => finding.title)).toEqual(['CVE-2026-1 in a']);
    expect([...rowsWith(' in ', columns, texts)]).toEqual([0]);
    expect([...rowsWith('x', columns, texts)]).toEqual([1]);
  });

  it('takes few bytes a finding besides its dictionaries', () => {
    const findingCount = (count: number): number => {
      const claims = Array.from({ length: count }, (_, index) =>
        aClaim({
          reportedId: `CVE-2026-${10_000 + (index % 1000)}`,
          componentKey: `pkg:npm/c${Math.floor(index / 1000)}@1`,
        }),
      );
      return encodeColumns(uniteWithClaims([aScanRecord({ claims })]).map(({ finding }) => finding)).columns.byteLength;
    };
    expect((findingCount(20_000) - findingCount(10_000)) / 10_000).toBeLessThan(8);
  });

  it('is refused wherever a bit of it is another, or bytes are missing or too many', () => {
    const claims = [aClaim(), aClaim({ reportedId: 'CVE-2026-1', epss: 0.5 })];
    const united = uniteWithClaims([aScanRecord({ claims, problems: [aProblem()] })]);
    const whole = encodeColumns(united.map(({ finding }) => finding));
    const texts = encodeTexts(united, whole);
    const decode = (blocks: { columns?: Uint8Array; names?: Uint8Array; texts?: Uint8Array }): FindingTexts =>
      FindingTexts.decode(blocks.texts ?? texts, FindingColumns.decode({ ...whole, ...blocks }));
    expect(decode({}).titleOf(0)).toBe('CVE-2023-0286 in openssl');
    for (const [name, block] of Object.entries({ ...whole, texts })) {
      for (let place = 0; place < block.length; place += 1) {
        const damaged = block.slice();
        damaged[place] = (damaged[place] as number) ^ (1 << (place % 8));
        expect(() => decode({ [name]: damaged })).toThrow(DamagedBlockError);
        expect(() => decode({ [name]: block.slice(0, place) })).toThrow(DamagedBlockError);
      }
      expect(() => decode({ [name]: new Uint8Array([...block, ...new Uint8Array(8)]) })).toThrow(DamagedBlockError);
    }
    expect(() => decode({ columns: whole.names })).toThrow(DamagedBlockError);
  });

  it('is refused together with blocks of other findings', () => {
    const blocksOf = (severity: 'high' | 'low') => {
      const united = uniteWithClaims([aScanRecord({ claims: [aClaim({ severity })] })]);
      const encoded = encodeColumns(united.map(({ finding }) => finding));
      return { ...encoded, texts: encodeTexts(united, encoded) };
    };
    const [one, other] = [blocksOf('high'), blocksOf('low')];
    expect(() => FindingColumns.decode({ columns: one.columns, names: other.names })).toThrow(DamagedBlockError);
    expect(() => FindingTexts.decode(other.texts, FindingColumns.decode(one))).toThrow(DamagedBlockError);
  });

  it('is counted without its names, and says so where they are asked for', () => {
    const findings = uniteWithClaims([aScanRecord({ claims: [aClaim()] })]).map(({ finding }) => finding);
    const columns = FindingColumns.decode({ ...encodeColumns(findings), names: null });
    expect(countRows(columns, {}).total).toBe(1);
    expect(() => columns.nameOf(0)).toThrow('without their names');
  });

  it('is read wherever it lies in memory', () => {
    const findings = uniteWithClaims([aScanRecord({ claims: [aClaim()] })]).map(({ finding }) => finding);
    const { columns, names } = encodeColumns(findings);
    const shifted = (block: Uint8Array): Buffer => Buffer.concat([Buffer.from('abc'), block]).subarray(3);
    expect(FindingColumns.decode({ columns: shifted(columns), names: shifted(names) }).nameOf(0)).toBe('CVE-2023-0286');
  });

  it('keeps no other id than 32 hex digits', () => {
    const [united] = uniteWithClaims([aScanRecord({ problems: [aProblem()] })]);
    if (united === undefined) throw new Error('there is no finding');
    expect(() => encodeColumns([{ ...united.finding, id: 'x' }])).toThrow('no id of a finding');
  });
});
