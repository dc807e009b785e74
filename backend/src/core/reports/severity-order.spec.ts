import { rate } from './severity-order.js';

const CRITICAL = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';

describe('rate', () => {
  const byEach = [
    { source: 'nvd', word: 'critical' },
    { source: 'zzz', word: 'critical' },
    { source: 'ghsa', word: 'high' },
    { source: 'debian', word: 'low' },
    { source: 'redhat', word: 'medium' },
  ];

  it.each([
    [{ chosen: 'redhat', vendor: 'debian' }, 'medium'],
    [{ vendor: 'debian' }, 'low'],
    [{}, 'high'],
    [{ chosen: 'nvd' }, 'critical'],
    // One that does not rate is passed over.
    [{ chosen: 'ubuntu', vendor: 'alpine' }, 'high'],
  ])('with %j takes the first source in order that rates', (order, severity) => {
    expect(rate(byEach, order).severity).toBe(severity);
    expect(rate(byEach.toReversed(), order).severity).toBe(severity);
  });

  it('takes others by name, and what names no source last', () => {
    expect(
      rate([
        { source: 'zzz', word: 'low' },
        { source: 'aqua', word: 'high' },
      ]).severity,
    ).toBe('high');
  });

  it.each([
    [{ source: 'nvd', word: 'unknown', score: 9.8 }, 'critical'],
    [{ source: 'nvd', word: 'none', score: 5 }, 'medium'],
    [{ source: 'nvd', word: null, score: null, vector: CRITICAL }, 'critical'],
    [{ source: 'nvd', score: 10, method: 'CVSSv2' }, 'high'],
    [{ source: 'nvd', vector: 'AV:N/AC:L/Au:N/C:C/I:C/A:C' }, 'high'],
    [{ source: 'nvd', vector: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N' }, 'critical'],
    [{ source: 'nvd', word: 'unknown', score: 0 }, 'unknown'],
    [{ source: 'nvd', score: 9.9, method: 'OWASP' }, 'unknown'],
    [{ source: 'nvd', score: 99 }, 'unknown'],
  ])('reads %j as %s', (rating, severity) => {
    expect(rate([rating]).severity).toBe(severity);
  });

  it("lets another source's word speak where the chosen one says unknown", () => {
    const ratings = [
      { source: 'debian', word: 'unknown' },
      { source: 'nvd', word: 'high' },
    ];
    expect(rate(ratings, { chosen: 'debian' }).severity).toBe('high');
  });

  it('takes CVSS 3.1 before others of one source', () => {
    const ratings = [
      { source: 'nvd', word: 'high', score: 7.5, method: 'CVSSv2' },
      { source: 'nvd', word: 'critical', score: 9.8, method: 'CVSSv31', vector: CRITICAL },
    ];
    expect(rate(ratings)).toEqual({ severity: 'critical', score: 9.8, vector: CRITICAL });
  });

  it.each(['NVD', 'https://nvd.nist.gov/vuln/detail/CVE-1', 'nvd:cpe'])('knows %s for NVD', (source) => {
    expect(
      rate([
        { source, word: 'low' },
        { source: 'aqua', word: 'high' },
      ]).severity,
    ).toBe('low');
  });

  it.each(['GHSA', 'github:language:npm', 'https://github.com/advisories/GHSA-1'])('knows %s for GHSA', (source) => {
    expect(
      rate([
        { source, word: 'low' },
        { source: 'nvd', word: 'high' },
      ]).severity,
    ).toBe('low');
  });

  it('knows a vendor in the spellings of scanners', () => {
    expect(
      rate(
        [
          { source: 'rhel:distro:rhel:8', word: 'low' },
          { source: 'nvd', word: 'high' },
        ],
        { vendor: 'redhat' },
      ).severity,
    ).toBe('low');
  });
});
