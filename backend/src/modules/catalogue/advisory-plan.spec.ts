import { type KnownAlias, planAdvisories } from './advisory-plan.js';

const NOTHING = { create: [], attach: [], absorb: [], relead: [] };

/** Advisories as the database has them: `knownAs('1 CVE-2026-1000 GHSA-a')` is advisory 1, led by its first name. */
function knownAs(...advisories: string[]): Map<string, KnownAlias> {
  let id = 0;
  return new Map(
    advisories.flatMap((text) => {
      const [advisoryId, lead = '', ...others] = text.split(' ');
      return [lead, ...others].map((alias) => {
        id += 1;
        return [alias, { id, alias, advisoryId: Number(advisoryId), lead }] as const;
      });
    }),
  );
}

describe('planAdvisories', () => {
  it('makes an advisory that nobody named before', () => {
    expect(planAdvisories([{ lead: 'CVE-2026-1000', names: ['CVE-2026-1000', 'GHSA-a'] }], new Map())).toEqual({
      ...NOTHING,
      create: [{ lead: 'CVE-2026-1000', names: ['CVE-2026-1000', 'GHSA-a'] }],
    });
  });

  it('does nothing where all is known', () => {
    const known = knownAs('1 CVE-2026-1000 GHSA-a');
    expect(planAdvisories([{ lead: 'GHSA-a', names: ['GHSA-a'] }], known)).toEqual(NOTHING);
  });

  it('gives a known advisory its new name, and leads with it where it is a CVE', () => {
    const known = knownAs('1 GHSA-a');
    expect(planAdvisories([{ lead: 'CVE-2026-1000', names: ['CVE-2026-1000', 'GHSA-a'] }], known)).toEqual({
      ...NOTHING,
      attach: [{ name: 'CVE-2026-1000', advisoryId: 1 }],
      relead: [{ advisoryId: 1, lead: 'CVE-2026-1000' }],
    });
  });

  it('unites two that turn out to be one, under the CVE', () => {
    const known = knownAs('1 GHSA-a', '2 CVE-2026-1000');
    expect(planAdvisories([{ lead: 'CVE-2026-1000', names: ['CVE-2026-1000', 'GHSA-a'] }], known)).toEqual({
      ...NOTHING,
      absorb: [{ from: 1, into: 2 }],
    });
  });

  it('never unites two CVEs: whoever had the name first keeps it', () => {
    const known = knownAs('1 CVE-2026-1000 GHSA-a');
    expect(planAdvisories([{ lead: 'CVE-2026-2000', names: ['CVE-2026-2000', 'GHSA-a'] }], known)).toEqual({
      ...NOTHING,
      create: [{ lead: 'CVE-2026-2000', names: ['CVE-2026-2000'] }],
    });
    const both = knownAs('1 CVE-2026-1000', '2 CVE-2026-2000 GHSA-a');
    expect(planAdvisories([{ lead: 'CVE-2026-1000', names: ['CVE-2026-1000', 'GHSA-a'] }], both)).toEqual(NOTHING);
  });

  it('lets one advisory become only one of two CVEs of the same report', () => {
    const known = knownAs('1 GHSA-a GHSA-b');
    const plan = planAdvisories(
      [
        { lead: 'CVE-2026-1000', names: ['CVE-2026-1000', 'GHSA-a'] },
        { lead: 'CVE-2026-2000', names: ['CVE-2026-2000', 'GHSA-b'] },
      ],
      known,
    );
    expect(plan).toEqual({
      create: [{ lead: 'CVE-2026-2000', names: ['CVE-2026-2000'] }],
      attach: [{ name: 'CVE-2026-1000', advisoryId: 1 }],
      absorb: [],
      relead: [{ advisoryId: 1, lead: 'CVE-2026-1000' }],
    });
  });
});
