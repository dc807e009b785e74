import { uniteAliases } from '../advisories/unite-aliases.js';
import { advisoryIds } from './advisory-ids.js';

const BULLETINS = [
  'DSA-5532-1',
  'DLA-3611-1',
  'USN-6450-1',
  'LSN-0098-1',
  'RHSA-2023:5931',
  'RHBA-2021:1234',
  'CESA-2021:1234',
  'ELSA-2023-5931',
  'ELBA-2023-5931',
  'ALAS-2021-1503',
  'ALAS2-2023-2309',
  'ALAS2023-2023-374',
  'ALASKERNEL-5.10-2023-040',
  'GLSA-202310-01',
  'SUSE-SU-2023:4162-1',
  'SUSE-RU-2023:4162-1',
  'openSUSE-SU-2023:0309-1',
  'XSA-440',
  'FEDORA-2023-5ff7bf1dd8',
  'FEDORA-EPEL-2023-5ff7bf1dd8',
  'ROSA-SA-2023-2271',
  'ALSA-2023:5931',
  'ALBA-2023:5931',
  'RLSA-2023:5931',
  'openEuler-SA-2023-1700',
  'OESA-2023-1700',
  'MGASA-2023-0287',
  'ASA-202110-1',
  'PHSA-2023-5.0-0110',
];

const NAMES = [
  'GHSA-jfh8-c2jp-5v3q',
  'GO-2023-2102',
  'PYSEC-2021-439',
  'RUSTSEC-2023-0001',
  'SNYK-JS-LODASH-567746',
  'BIT-apache-2021-1000',
  'AZL-34123',
  'CGA-xcpc-gm42-prj9',
  'DEBIAN-CVE-2023-44487',
];

describe('advisoryIds', () => {
  it.each(BULLETINS)('takes %s for a bulletin, which joins no CVEs', (bulletin) => {
    expect(advisoryIds('CVE-2023-44487', [bulletin])).toEqual(['CVE-2023-44487']);
    const namings = ['CVE-2023-44487', 'CVE-2023-39325'].map((cve) => ({
      reportedId: bulletin,
      ids: advisoryIds(bulletin, [cve]),
    }));
    expect(uniteAliases(namings).map(({ lead }) => lead)).toEqual([bulletin, bulletin]);
  });

  it.each(NAMES)('takes %s for a name of one vulnerability', (name) => {
    const ids = advisoryIds(name, ['CVE-2023-44487', ' ', null]);
    expect(ids).toEqual([name, 'CVE-2023-44487'].toSorted());
    expect(uniteAliases([{ reportedId: name, ids }])).toMatchObject([{ lead: 'CVE-2023-44487' }]);
  });
});
