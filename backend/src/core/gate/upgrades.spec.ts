import { aClaim, aComponent, aScanRecord } from '../../../test/factories/scan-record.js';
import { uniteFindings } from '../findings/unite-findings.js';
import type { Finding } from '../findings/finding.js';
import { upgradePlan } from '../upgrades/upgrade-plan.js';
import { upgradeAdvice } from './upgrades.js';

/** Findings from lines such as `openssl 3.0.7-r0 → 3.0.8-r0`. */
function findings(...lines: string[]) {
  return findingsOf('apk/alpine', ...lines);
}

function findingsOf(type: string, ...lines: string[]) {
  const claims = lines.map((line, index) => {
    const [name = '', version = '', , ...fixed] = line.split(' ');
    return aClaim({
      componentKey: `pkg:${type}/${name}@${version}`,
      reportedId: `CVE-2024-${1000 + index}`,
      fixedVersion: fixed.join(' ') || null,
    });
  });
  const components = new Map(claims.map(({ componentKey }) => [componentKey, aComponent(componentKey)]));
  return uniteFindings([aScanRecord({ claims, components })]);
}

describe('upgradeAdvice', () => {
  it('names the highest fix that a component needs, once', () => {
    const found = findings(
      'openssl 3.0.7-r0 → 3.0.8-r0',
      'openssl 3.0.7-r0 → 3.0.10-r0',
      'openssl 3.0.7-r0 → 3.0.9-r0',
    );
    expect(upgradeAdvice(found, 3)).toBe('Upgrade openssl from 3.0.7-r0 to 3.0.10-r0.');
  });

  it('moves together what moves together', () => {
    const found = findings('libssl3 3.0.7-r0 → 3.0.8-r0', 'libcrypto3 3.0.7-r0 → 3.0.8-r0');
    expect(upgradeAdvice(found, 2)).toBe('Upgrade libcrypto3 and libssl3 from 3.0.7-r0 to 3.0.8-r0.');
  });

  it('asks for no more upgrades than the limit needs, those that clear most first', () => {
    const found = findings('zlib 1.2.11 → 1.2.13', 'curl 7.80.0 → 7.88.0', 'curl 7.80.0 → 7.87.0');
    expect(upgradeAdvice(found, 2)).toBe('Upgrade curl from 7.80.0 to 7.88.0.');
    expect(upgradeAdvice(found, 3)).toBe('Upgrade curl from 7.80.0 to 7.88.0; zlib from 1.2.11 to 1.2.13.');
  });

  it('stays on the release line where that is fixed too', () => {
    expect(upgradeAdvice(findings('openssl 1.1.1 → 3.0.7, 1.1.1t'), 1)).toBe('Upgrade openssl from 1.1.1 to 1.1.1t.');
  });

  it('goes to the nearest of several release lines, and never back', () => {
    const lines = '23.0.15, 25.0.6, 26.1.5';
    expect(upgradeAdvice(findings(`docker 24.0.7 → ${lines}`), 1)).toBe('Upgrade docker from 24.0.7 to 25.0.6.');
    expect(upgradeAdvice(findings(`docker 27.0.0 → ${lines}`), 1)).toBe(
      'No version above the installed one fixes CVE-2024-1000 in docker 27.0.0. Remove the component. To accept the risk, request a waiver from the server, or add one to the file that `plimsoll gate --waivers` reads.',
    );
  });

  it('orders versions as the package manager of the component does', () => {
    const installed = 'pkg:rpm/redhat/dbus@1:1.12.8-18.el8';
    const claim = aClaim({ componentKey: installed, fixedVersion: '2:1.0~rc1-1.el8, 1:1.12.8-26.el8' });
    const components = new Map([[installed, aComponent(installed)]]);
    expect(upgradeAdvice(uniteFindings([aScanRecord({ claims: [claim], components })]), 1)).toBe(
      'Upgrade dbus from 1:1.12.8-18.el8 to 1:1.12.8-26.el8.',
    );
  });

  it('says for what there is no fix', () => {
    const found = findings('zlib 1.2.11 → 1.2.13', 'bzip2 1.0.8 →');
    const stated = found.map((finding) =>
      finding.fixedVersions.length > 0 ? finding : { ...finding, fix: 'none' as const },
    );
    expect(upgradeAdvice(stated, 2)).toBe(
      'Upgrade zlib from 1.2.11 to 1.2.13. No fix is available for CVE-2024-1001 in bzip2 1.0.8. Remove the component. To accept the risk, request a waiver from the server, or add one to the file that `plimsoll gate --waivers` reads.',
    );
  });

  it.each([
    ['unknown', 'No report states whether a fix is available for CVE-2024-1000 in bzip2 1.0.8.'],
    ['available', 'A fix is available for CVE-2024-1000 in bzip2 1.0.8, but no report names the version.'],
  ] as const)('does not call a fix missing that is %s', (fix, sentence) => {
    const found = findings('bzip2 1.0.8 →').map((finding) => ({ ...finding, fix }));
    const advice = upgradeAdvice(found, 1);
    expect(advice).toContain(`${sentence} Upgrade to the newest release and scan again, or remove the component.`);
    expect(advice).not.toContain('No fix is available');
  });

  it('lists a dozen, and counts the rest', () => {
    const found = findings(...Array.from({ length: 15 }, (_, index) => `lib${index} 1.${index} → 2.${index}`));
    expect(upgradeAdvice(found, 15)).toContain('; and 3 more.');
  });
});

describe('upgradeAdvice by a plan for all rules', () => {
  /** What each of several rules says, of which none may have any of its findings. */
  function adviceFor(...rules: readonly Finding[][]): string[] {
    return adviceBy({ isBySource: true }, ...rules);
  }

  function adviceBy({ isBySource, source }: { isBySource: boolean; source?: string }, ...rules: readonly Finding[][]) {
    const needs = rules.map((found) => ({ findings: found, excess: found.length }));
    const { steps } = upgradePlan(needs, { sourceOf: () => source ?? null });
    const plan = { steps, needs: rules, isBySource };
    return rules.map((found) => upgradeAdvice(found, found.length, plan));
  }

  it('names one target for a package that several rules ask to upgrade', () => {
    const [first, second, other] = findings(
      'openssl 3.0.7-r0 → 3.0.8-r0',
      'openssl 3.0.7-r0 → 3.0.10-r0',
      'zlib 1.2.11 → 1.2.13',
    ).map((finding) => [finding]);
    expect(adviceFor(first ?? [], [...(second ?? []), ...(other ?? [])])).toEqual([
      'Upgrade openssl from 3.0.7-r0 to 3.0.10-r0.',
      'Upgrade openssl from 3.0.7-r0 to 3.0.10-r0; zlib from 1.2.11 to 1.2.13.',
    ]);
  });

  it('names the source package with the packages that are built from it, once', () => {
    const found = findings(
      'libssl3 3.0.7-r0 → 3.0.8-r0',
      'libcrypto3 3.0.7-r0 → 3.0.10-r0',
      'libssl3 3.0.7-r0 → 3.0.9-r0',
    );
    expect(adviceBy({ isBySource: true, source: 'openssl' }, found)).toEqual([
      'Upgrade openssl (libcrypto3, libssl3) from 3.0.7-r0 to 3.0.10-r0.',
    ]);
  });

  it('says it as earlier versions did, by what has one version, where source packages are not asked for', () => {
    const found = findings('libssl3 3.0.7-r0 → 3.0.8-r0', 'libcrypto3 3.0.7-r0 → 3.0.8-r0', 'zlib 1.2.11 → 1.2.13');
    expect(adviceBy({ isBySource: false }, found)).toEqual([
      'Upgrade libcrypto3 and libssl3 from 3.0.7-r0 to 3.0.8-r0; zlib from 1.2.11 to 1.2.13.',
    ]);
  });

  it("names the Go that programs are rebuilt with, one for all, instead of upgrading Go's standard library", () => {
    const found = findingsOf('golang', 'stdlib v1.21.5 → 1.21.11, 1.22.4', 'stdlib v1.22.1 → 1.22.7, 1.23.1');
    expect(adviceFor(found)).toEqual(['Rebuild with Go 1.22.7 or newer.']);
    expect(adviceFor(...found.map((finding) => [finding]))).toEqual([
      'Rebuild with Go 1.22.7 or newer.',
      'Rebuild with Go 1.22.7 or newer.',
    ]);
  });

  it('never calls a program rebuilt with an older Go', () => {
    const found = findingsOf('golang', 'stdlib v1.21.5 → 1.21.11', 'stdlib v1.22.1 → 1.21.11, 1.22.7');
    expect(adviceFor(found)).toEqual(['Rebuild with Go 1.22.7 or newer.']);
    const plan = upgradePlan([{ findings: found, excess: 1 }]);
    expect(plan.steps.map(({ to, clears }) => [to, clears.length])).toEqual([['1.21.11', 1]]);
  });

  it('goes no further than to a version that clears the findings of another release line', () => {
    const found = findings('log4j 2.12.1 → 2.12.2, 2.15.0', 'log4j 2.12.1 → 2.14.0');
    expect(adviceFor(found)).toEqual(['Upgrade log4j from 2.12.1 to 2.15.0.']);
  });

  it('says what it does not clear', () => {
    const [fixed, open] = findings('zlib 1.2.11 → 1.2.13', 'bzip2 1.0.8 →').map((finding) => [finding]);
    const [, unfixed] = adviceFor(fixed ?? [], open ?? []);
    expect(unfixed).toMatch(
      /^No report states whether a fix is available for CVE-2024-1001 in bzip2 1.0.8\. Upgrade to/,
    );
  });
});
