import { compareLeads, normaliseIdentifier } from './identifier.js';

describe('normaliseIdentifier', () => {
  it.each([
    [' cve-2021-44228 ', 'CVE-2021-44228'],
    ['ghsa-JFH8-c2jp-5V3Q', 'GHSA-jfh8-c2jp-5v3q'],
    ['PYSEC-2021-439', 'PYSEC-2021-439'],
    ['CVE-21-1', 'CVE-21-1'],
    ['DEBIAN-CVE-2024-10070', 'CVE-2024-10070'],
    ['ALPINE-CVE-2024-10070', 'CVE-2024-10070'],
    ['UBUNTU-CVE-2024-10070', 'CVE-2024-10070'],
    ['curl-cve-2021-22945', 'CVE-2021-22945'],
    ['ROOT-OS-ALPINE-318-CVE-2023-1000', 'CVE-2023-1000'],
    ['BIT-apache-2021-1000', 'BIT-apache-2021-1000'],
    ['CVE-2021-1000-CVE-2021-2000-x', 'CVE-2021-1000-CVE-2021-2000-x'],
    ['DEBIAN-CVE-2024-10070-1', 'DEBIAN-CVE-2024-10070-1'],
    ['-CVE-2024-10070', '-CVE-2024-10070'],
  ])('writes %p as %p', (written, spelled) => {
    expect(normaliseIdentifier(written)).toBe(spelled);
  });
});

describe('compareLeads', () => {
  it('prefers a CVE, then a GHSA, then the rest by the alphabet', () => {
    const ids = ['SNYK-1', 'GHSA-jfh8-c2jp-5v3q', 'CVE-2021-45046', 'GO-2021-1', 'CVE-2021-44228'];
    expect(ids.sort(compareLeads)).toEqual([
      'CVE-2021-44228',
      'CVE-2021-45046',
      'GHSA-jfh8-c2jp-5v3q',
      'GO-2021-1',
      'SNYK-1',
    ]);
  });
});
