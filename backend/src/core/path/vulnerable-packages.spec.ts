import { aClaim, aComponent, aScanRecord } from '../../../test/factories/scan-record.js';
import { uniteFindings } from '../findings/unite-findings.js';
import type { Severity } from '../model/severity.js';
import { vulnerablePackages } from './vulnerable-packages.js';

/** Findings from lines such as `apk/alpine/libssl3@3.5.1-r0 CVE-2026-1 high 3.5.4-r0`; without a version no fix is available. */
function findings(...lines: string[]) {
  const claims = lines.map((line) => {
    const [purl = '', reportedId = '', severity = '', fixedVersion = null] = line.split(' ');
    const fixState = fixedVersion === null ? 'not-fixed' : 'fixed';
    return aClaim({ componentKey: `pkg:${purl}`, reportedId, severity: severity as Severity, fixedVersion, fixState });
  });
  const components = new Map(claims.map(({ componentKey }) => [componentKey, aComponent(componentKey)]));
  return uniteFindings([aScanRecord({ claims, components })]);
}

const OF_OPENSSL = new Map([
  ['pkg:apk/alpine/libssl3@3.5.1-r0', 'openssl'],
  ['pkg:apk/alpine/libcrypto3@3.5.1-r0', 'openssl'],
]);

describe('vulnerablePackages', () => {
  it('gathers what is built from one source, and says which version fixes all of it', () => {
    const found = findings(
      'apk/alpine/libssl3@3.5.1-r0 CVE-2026-1 high 3.5.2-r0',
      'apk/alpine/libcrypto3@3.5.1-r0 CVE-2026-1 high 3.5.2-r0',
      'apk/alpine/libcrypto3@3.5.1-r0 CVE-2026-2 critical 3.5.4-r0',
    );
    expect(vulnerablePackages(found, ({ key }) => OF_OPENSSL.get(key) ?? null)).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
        type: 'apk',
        namespace: 'alpine',
        name: 'openssl',
        packages: ['libcrypto3', 'libssl3'],
        version: '3.5.1-r0',
        findingCount: 3,
        severities: { critical: 1, high: 2, medium: 0, low: 0, unknown: 0 },
        worstSeverity: 'critical',
        fixedBy: '3.5.4-r0',
        fixedCount: 3,
        sentence: 'openssl: 3 vulnerabilities in libcrypto3 and libssl3, all fixed by 3.5.4-r0.',
      },
    ]);
  });

  it('keeps packages of different sources apart that have a version and a vulnerability in common', () => {
    const found = findings(
      'apk/alpine/libssl3@3.5.1-r0 CVE-2026-1 high 3.5.2-r0',
      'apk/alpine/other@3.5.1-r0 CVE-2026-1 high 3.5.2-r0',
    );
    expect(vulnerablePackages(found, ({ name }) => `${name}-source`).map(({ name }) => name)).toEqual([
      'libssl3-source',
      'other-source',
    ]);
    expect(vulnerablePackages(found, () => null).map(({ packages }) => packages)).toEqual([['libssl3', 'other']]);
  });

  it('says how many a version fixes, and where none is named why', () => {
    const found = findings(
      'npm/a@1.0.0 CVE-2026-1 critical 1.0.1',
      'npm/a@1.0.0 CVE-2026-2 critical',
      'npm/b@1.0.0 CVE-2026-3 high',
      'npm/c@2.0.0 CVE-2026-4 medium 1.9.9',
      'golang/stdlib@v1.21.5 CVE-2026-5 low 1.21.11',
    );
    expect(vulnerablePackages(found, () => null).map(({ sentence }) => sentence)).toEqual([
      'a: 2 vulnerabilities, 1 of them fixed by 1.0.1.',
      'b: 1 vulnerability, no fix is available.',
      'c: 1 vulnerability, no version above the installed one fixes any.',
      'stdlib: 1 vulnerability, fixed by Go 1.21.11.',
    ]);
  });
});
