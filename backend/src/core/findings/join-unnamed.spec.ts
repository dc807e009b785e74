import { aClaim, aScanRecord } from '../../../test/factories/scan-record.js';
import { parseReport } from '../reports/parse-report.js';
import type { Claim } from '../reports/scan.js';
import type { FindingComponent } from './finding.js';
import type { ScanContent } from './scan-content.js';
import { uniteFindings } from './unite-findings.js';

const CVE = 'CVE-2024-10001';

/** `pkg:deb/debian/x@1:2 deb x 1:2`: key, type, name and version. */
function component(text: string): FindingComponent {
  const [key = '', type = '', name = '', version = null] = text.split(' ');
  return { key, purl: key.startsWith('pkg:') ? key : null, type, name, version };
}

function scanBy(tool: string, texts: readonly string[], given: Partial<Claim> = {}): ScanContent {
  const components = texts.map(component);
  return aScanRecord({
    tool: { name: tool, version: null },
    components: new Map(components.map((each) => [each.key, each])),
    claims: components.map(({ key }) => aClaim({ componentKey: key, reportedId: CVE, ...given })),
  });
}

const NPM = 'pkg:npm/foo@1.0 npm foo 1.0';

describe('a claim about a package without a purl', () => {
  it.each([
    ['os-package:openssl@3.0.1-r0 os-package openssl 3.0.1-r0', 'pkg:apk/alpine/openssl@3.0.1-r0 apk openssl 3.0.1-r0'],
    ['deb:bsdutils@1:2.38 deb bsdutils 1:2.38', 'pkg:deb/debian/bsdutils@1:2.38 deb bsdutils 1:2.38'],
    ['os-package:bsdutils@2.38 os-package bsdutils 2.38', 'pkg:deb/debian/bsdutils@1:2.38 deb bsdutils 1:2.38'],
    ['rpm:dbus@0:1.12 rpm dbus 0:1.12', 'pkg:rpm/redhat/dbus@1.12 rpm dbus 1.12'],
    ['language-package:@a/b@1 language-package @a/b 1', 'pkg:npm/%40a/b@1 npm @a/b 1'],
    ['python:Zope.Interface@5 python Zope.Interface 5', 'pkg:pypi/zope-interface@5 pypi zope-interface 5'],
    [
      'go-module:x.example/Toml@1.2.3 go-module x.example/Toml 1.2.3',
      'pkg:golang/x.example/toml@v1.2.3 golang x.example/toml v1.2.3',
    ],
    ['java-archive:log4j-core@2 java-archive log4j-core 2', 'pkg:maven/org.a/log4j-core@2 maven org.a:log4j-core 2'],
    [
      'language-package:org.a:log4j-core@2 language-package org.a:log4j-core 2',
      'pkg:maven/org.a/log4j-core@2 maven org.a:log4j-core 2',
    ],
    ['package:foo@1.0 package foo 1.0', NPM],
  ])('is one finding with the package that it means: %s', (unnamed, known) => {
    const scans = [scanBy('sarif', [unnamed]), scanBy('trivy', [known])];
    const findings = uniteFindings(scans);
    expect(findings).toMatchObject([{ component: component(known), tools: ['sarif', 'trivy'] }]);
    expect(findings[0]?.id).toBe(uniteFindings([scanBy('trivy', [known])])[0]?.id);
    expect(uniteFindings(scans.toReversed())).toEqual(findings);
  });

  it.each([
    ['another name', 'package:bar@1.0 package bar 1.0', [NPM]],
    ['another version', 'package:foo@1.1 package foo 1.1', [NPM]],
    ['another epoch', 'deb:x@2:1 deb x 2:1', ['pkg:deb/debian/x@1:1 deb x 1:1']],
    ['no version', 'package:foo package foo', [NPM]],
    ['another type', 'python:foo@1.0 python foo 1.0', [NPM]],
    ['a package of the system', 'os-package:foo@1.0 os-package foo 1.0', [NPM]],
    ['several packages', 'package:foo@1.0 package foo 1.0', [NPM, 'pkg:pypi/foo@1.0 pypi foo 1.0']],
    ['several epochs', 'deb:x@1 deb x 1', ['pkg:deb/debian/x@1:1 deb x 1:1', 'pkg:deb/debian/x@2:1 deb x 2:1']],
    [
      'several groups',
      'java-archive:b@1 java-archive b 1',
      ['pkg:maven/a/b@1 maven a:b 1', 'pkg:maven/c/b@1 maven c:b 1'],
    ],
  ])('stays apart from %s', (_, unnamed, known) => {
    expect(uniteFindings([scanBy('sarif', [unnamed]), scanBy('trivy', known)])).toHaveLength(1 + known.length);
  });

  it('takes the package with its very version before one that has an epoch besides', () => {
    const known = ['pkg:deb/debian/x@1 deb x 1', 'pkg:deb/debian/x@1:1 deb x 1:1'];
    const findings = uniteFindings([scanBy('sarif', ['deb:x@1 deb x 1']), scanBy('trivy', known)]);
    expect(findings.map(({ component: of, tools }) => [of?.version, tools.length]).toSorted()).toEqual([
      ['1', 2],
      ['1:1', 1],
    ]);
  });

  it('takes builds for two architectures for one candidate', () => {
    const known = ['amd64', 'arm64'].map((arch) => `pkg:deb/debian/x@1?arch=${arch} deb x 1`);
    expect(uniteFindings([scanBy('sarif', ['deb:x@1 deb x 1']), scanBy('trivy', known)])).toHaveLength(2);
  });

  it('joins by advisory: of another one it is a finding of its own', () => {
    const scans = [scanBy('sarif', ['npm:foo@1.0 npm foo 1.0'], { reportedId: 'CVE-2024-2' }), scanBy('trivy', [NPM])];
    expect(uniteFindings(scans)).toHaveLength(2);
  });

  it('is not cleared by a statement about a package that no scanner reports, nor clears one as a statement', () => {
    const analysis = { state: 'not_affected', justification: null, detail: null } as const;
    const statement = { isStatement: true, analysis };
    const unnamed = 'package:foo@1.0 package foo 1.0';
    const stated = [scanBy('vex', [NPM], statement), scanBy('sarif', [unnamed])];
    expect(uniteFindings(stated)).toMatchObject([{ analysis: null }]);
    const turned = [scanBy('vex', [unnamed], statement), scanBy('trivy', [NPM])];
    expect(uniteFindings(turned)).toMatchObject([{ analysis: null }]);
  });

  it("makes one finding of a scan's JSON and its SARIF", async () => {
    const json = {
      SchemaVersion: 2,
      ArtifactName: 'app.example/api:1',
      ArtifactType: 'container_image',
      Metadata: { OS: { Family: 'alpine', Name: '3.22.1' } },
      Results: [
        {
          Target: 'api (alpine 3.22.1)',
          Class: 'os-pkgs',
          Type: 'alpine',
          Vulnerabilities: [
            {
              VulnerabilityID: CVE,
              PkgName: 'openssl',
              InstalledVersion: '3.0.1-r0',
              PkgIdentifier: { PURL: 'pkg:apk/alpine/openssl@3.0.1-r0?arch=x86_64&distro=3.22.1' },
              Severity: 'CRITICAL',
            },
          ],
        },
      ],
    };
    const text = `Package: openssl\nInstalled Version: 3.0.1-r0\nVulnerability ${CVE}\nSeverity: CRITICAL\nFixed Version: 3.0.9-r0`;
    const rule = { id: CVE, name: 'OsPackageVulnerability', properties: { tags: ['vulnerability'] } };
    const sarif = {
      version: '2.1.0',
      runs: [{ tool: { driver: { name: 'Trivy', rules: [rule] } }, results: [{ ruleId: CVE, message: { text } }] }],
    };
    const scans = await Promise.all([json, sarif].map((each) => parseReport([Buffer.from(JSON.stringify(each))])));
    const findings = uniteFindings(
      scans.map(({ components, ...scan }) => ({
        ...scan,
        components: new Map(components.map((each) => [each.key, each])),
      })),
    );
    expect(findings).toMatchObject([{ severity: 'critical', component: { type: 'apk' }, fixedVersions: ['3.0.9-r0'] }]);
  });
});
