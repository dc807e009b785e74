import * as fc from 'fast-check';
import { type Naming, uniteAliases } from './unite-aliases.js';

const naming = (...ids: [string, ...string[]]): Naming => ({ reportedId: ids[0], ids });

const leadsOf = (namings: readonly Naming[]) => uniteAliases(namings).map(({ lead }) => lead);

describe('uniteAliases', () => {
  it('unites names over any number of steps, led by the CVE', () => {
    const namings = [
      naming('SNYK-1', 'GHSA-aaaa-bbbb-cccc'),
      naming('GHSA-aaaa-bbbb-cccc', 'CVE-2021-1111'),
      naming('SNYK-1'),
    ];
    expect(leadsOf(namings)).toEqual(['CVE-2021-1111', 'CVE-2021-1111', 'CVE-2021-1111']);
    expect(uniteAliases(namings)[2]?.aliases).toEqual(['GHSA-aaaa-bbbb-cccc', 'SNYK-1']);
  });

  it('never takes two CVEs for one advisory, whatever names them together', () => {
    const namings = [naming('CVE-2021-1111', 'CVE-2021-2222'), naming('CVE-2021-2222'), naming('CVE-2021-1111')];
    expect(leadsOf(namings)).toEqual(['CVE-2021-1111', 'CVE-2021-2222', 'CVE-2021-1111']);
  });

  it('lets a bulletin that bundles several CVEs join nothing', () => {
    const namings = [
      naming('RHSA-2021:1', 'CVE-2021-1111', 'CVE-2021-2222'),
      naming('CVE-2021-1111', 'RHSA-2021:1'),
      naming('CVE-2021-2222', 'RHSA-2021:1'),
    ];
    expect(leadsOf(namings)).toEqual(['RHSA-2021:1', 'CVE-2021-1111', 'CVE-2021-2222']);
  });

  it('keeps apart two CVEs that other names chain together', () => {
    const namings = [naming('CVE-2021-1111', 'GHSA-x'), naming('GHSA-x', 'SNYK-1'), naming('SNYK-1', 'CVE-2021-2222')];
    expect(leadsOf(namings)).toEqual(['CVE-2021-1111', 'CVE-2021-1111', 'CVE-2021-2222']);
  });

  it('takes the record that a database keeps of a CVE for the CVE', () => {
    const namings = [naming('DEBIAN-CVE-2021-1111', 'UBUNTU-CVE-2021-1111'), naming('CVE-2021-1111', 'GHSA-x')];
    expect(uniteAliases(namings)).toMatchObject([
      { lead: 'CVE-2021-1111', aliases: ['GHSA-x'] },
      { lead: 'CVE-2021-1111', aliases: ['GHSA-x'] },
    ]);
  });

  it('reads identifiers whatever their case', () => {
    expect(leadsOf([naming('cve-2021-1111'), naming('CVE-2021-1111')])).toEqual(['CVE-2021-1111', 'CVE-2021-1111']);
  });

  const ids = fc.constantFrom(
    'CVE-2021-1111',
    'CVE-2021-2222',
    'CVE-2021-3333',
    'GHSA-a',
    'GHSA-b',
    'RHSA-1',
    'SNYK-1',
  );
  const anyNamings = fc.array(
    fc.uniqueArray(ids, { minLength: 1, maxLength: 4 }).map((named) => naming(...(named as [string, ...string[]]))),
    { maxLength: 12 },
  );

  it('answers the same in whatever order it is told', () => {
    fc.assert(
      fc.property(anyNamings, fc.infiniteStream(fc.nat()), (namings, keys) => {
        const order = namings
          .map((naming) => ({ naming, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key);
        const shuffled = order.map(({ naming }) => naming);
        const told = new Map(namings.map((naming, index) => [naming, leadsOf(namings)[index]]));
        const toldShuffled = new Map(shuffled.map((naming, index) => [naming, leadsOf(shuffled)[index]]));
        for (const naming of namings) expect(toldShuffled.get(naming)).toBe(told.get(naming));
      }),
    );
  });

  it('gives a naming with exactly one CVE that CVE', () => {
    fc.assert(
      fc.property(anyNamings, (namings) => {
        const leads = leadsOf(namings);
        const onlyCve = ({ ids }: Naming) => ids.filter((id) => id.startsWith('CVE-')).length === 1;
        const cveOf = ({ ids }: Naming) => ids.find((id) => id.startsWith('CVE-'));
        expect(leads.filter((_, index) => onlyCve(namings[index] as Naming))).toEqual(
          namings.filter(onlyCve).map(cveOf),
        );
      }),
    );
  });
});
