import { advisoryNames } from './advisory-names.js';

describe('advisoryNames', () => {
  it('gives each lead once, and each other name with its lead, whichever finding says it', () => {
    const advisory = (id: string, ...aliases: string[]) => ({ advisory: { id, aliases } });
    const findings = [
      advisory('CVE-2026-1'),
      { advisory: null },
      advisory('CVE-2026-2', 'GHSA-a', 'CVE-2026-2'),
      advisory('CVE-2026-1', 'GHSA-b'),
      advisory('CVE-2026-1', 'GHSA-b', 'GHSA-c'),
    ];
    expect(advisoryNames(findings)).toEqual({
      leads: ['CVE-2026-1', 'CVE-2026-2'],
      linkedLeads: ['CVE-2026-1', 'CVE-2026-1', 'CVE-2026-2'],
      linkedNames: ['GHSA-b', 'GHSA-c', 'GHSA-a'],
    });
  });
});
