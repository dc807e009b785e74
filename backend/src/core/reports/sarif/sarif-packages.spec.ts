import { parseReport } from '../parse-report.js';
import type { Scan } from '../scan.js';
import { fixInTexts } from './fix-in-text.js';

type Json = Readonly<Record<string, unknown>>;

function read(name: string, rule: Json & { readonly id: string }, result: Json): Promise<Scan> {
  const results = [{ ruleId: rule.id, message: { text: 'm' }, ...result }];
  const log = { version: '2.1.0', runs: [{ tool: { driver: { name, rules: [rule] } }, results }] };
  return parseReport([Buffer.from(JSON.stringify(log))]);
}

const at = (uri: string): Json => ({ locations: [{ physicalLocation: { artifactLocation: { uri } } }] });

describe('the kind of a SARIF result', () => {
  it.each([
    ['XRAY-1034038_telemetry_1.0.0', 'XRAY-1034038'],
    ['DSA-5417-1', 'DSA-5417-1'],
    ['DLA-3449-1', 'DLA-3449-1'],
    ['RHSA-2023:3722', 'RHSA-2023:3722'],
    ['RHBA-2023:3722', 'RHBA-2023:3722'],
    ['USN-6188-1', 'USN-6188-1'],
    ['ELSA-2023-3722', 'ELSA-2023-3722'],
    ['ALAS-2023-1762', 'ALAS-2023-1762'],
    ['ALAS2LIVEPATCH-2023-120', 'ALAS2LIVEPATCH-2023-120'],
    ['GLSA-202402-08', 'GLSA-202402-08'],
    ['SUSE-SU-2023:2620-1', 'SUSE-SU-2023:2620-1'],
    ['SNYK-JS-LODASH-567746', 'SNYK-JS-LODASH-567746'],
    ['GMS-2022-9109', 'GMS-2022-9109'],
    ['CKV_CVE_2021_44228', 'CVE-2021-44228'],
    ['DEBIAN-CVE-2024-10070', 'DEBIAN-CVE-2024-10070'],
    ['GO-2024-2687-stdlib1.21', 'GO-2024-2687'],
    ['ANCHOREVULN_CVE-2019-3822_deb_curl_7.64.0-4', 'CVE-2019-3822'],
  ])('is a vulnerability by the identifier %s', async (id, advisory) => {
    const scan = await read('renamed', { id }, at('a'));
    expect(scan.claims.map(({ reportedId }) => reportedId)).toEqual([advisory]);
  });

  it('is a vulnerability by the tag, under any identifier', async () => {
    const scan = await read('renamed', { id: 'V1', properties: { tags: ['Vulnerability'] } }, at('a'));
    expect(scan.claims).toHaveLength(1);
  });

  it.each([
    ['grype', 'aws-access-token', 'secret', []],
    ['renamed', 'generic-api-key', 'secret', []],
    ['renamed', 'generic.secrets.security.detected-aws-access-key', 'secret', []],
    ['renamed', '@secretlint/secretlint-rule-aws', 'secret', []],
    ['checkov', 'CKV_SECRET_2', 'secret', ['misconfiguration', 'secret']],
    ['renamed', 'slack-bot-token', 'secret', []],
    ['renamed', 'py/hardcoded-credentials', 'secret', []],
    ['renamed', 'javascript.jsonwebtoken.security.jwt-none-alg', 'misconfiguration', ['misconfiguration']],
    ['renamed', 'django-no-csrf-token', 'misconfiguration', ['misconfiguration']],
    ['kube-linter', 'env-var-secret', 'misconfiguration', ['misconfiguration']],
    ['Gitleaks (by MegaLinter)', 'x', 'secret', ['secret']],
    ['Snyk Open Source', 'snyk:lic:npm:symbol:MPL-2.0', 'licence', ['match', 'licence']],
  ])('of %s under the rule %s is %s; words alone cover nothing', async (name, id, kind, covers) => {
    const scan = await read(name, { id }, at('a'));
    expect(scan.problems.map((problem) => problem.kind)).toEqual([kind]);
    expect(new Set(scan.covers)).toEqual(new Set(name === 'grype' ? ['match'] : covers));
  });
});

it('is a secret of a scanner of secrets, whatever the tags say', async () => {
  const scan = await read('gitleaks', { id: 'k', properties: { tags: ['vulnerability', 'license'] } }, at('a'));
  expect(scan.problems.map(({ kind }) => kind)).toEqual(['secret']);
});

describe('the package of a SARIF result', () => {
  it.each([
    [
      'older Snyk, of a distribution',
      {
        id: 'SNYK-DEBIAN12-A-1',
        fullDescription: { text: '(CVE-2020-1000) alpha/libalpha1@2.6.1' },
        properties: { tags: ['deb'] },
      },
      {},
      { name: 'libalpha1', version: '2.6.1', type: 'deb' },
    ],
    [
      'older Snyk, of a package manager',
      { id: 'SNYK-JS-A-1', fullDescription: { text: '@scope/a@1.0.0' }, properties: { tags: ['security', 'npm'] } },
      {},
      { purl: 'pkg:npm/%40scope/a@1.0.0' },
    ],
    [
      'Snyk that names no version',
      { id: 'SNYK-JS-A-2' },
      { message: { text: 'This file introduces a vulnerable tar package with a high severity vulnerability.' } },
      { name: 'tar', version: null },
    ],
    [
      'Snyk of Maven',
      {
        id: 'SNYK-JAVA-A-1',
        fullDescription: { text: '(CVE-2020-1001) org.a:b@1.2' },
        properties: { tags: ['maven'] },
      },
      {},
      { purl: 'pkg:maven/org.a/b@1.2' },
    ],
    [
      'Xray',
      { id: 'CVE-2024-1000_a_1.0' },
      { message: { text: '[CVE-2024-1000] a 1.0' } },
      { name: 'a', version: '1.0' },
    ],
    [
      'OSV-Scanner without a version',
      { id: 'OSV-2024-1' },
      { message: { text: "Package 'zlib' is vulnerable to 'OSV-2024-1'." } },
      { name: 'zlib', version: null },
    ],
    [
      'Dependency-Check',
      { id: 'CVE-2024-1001' },
      { locations: [{ logicalLocations: [{ fullyQualifiedName: 'pkg:maven/org.a/b@1.2' }] }] },
      { purl: 'pkg:maven/org.a/b@1.2' },
    ],
    [
      'Grype of 2021',
      { id: 'ANCHOREVULN_CVE-2019-3822_deb_curl_7.64' },
      {
        message: {
          text: 'The path /x reports curl at version 7.64  which is a vulnerable (deb) package installed in the container',
        },
      },
      { name: 'curl', version: '7.64', type: 'deb' },
    ],
    ['a tool that names none', { id: 'CVE-2024-1002' }, at('app.jar'), { name: 'app.jar', type: 'file' }],
  ])('is read from %s', async (_, rule, result, expected) => {
    const scan = await read('renamed', rule, result);
    expect(scan.components).toEqual([expect.objectContaining({ ...expected, isListed: false })]);
    expect(scan.claims).toHaveLength(1);
  });

  it('is each that Docker Scout lists', async () => {
    const purls = ['pkg:deb/debian/a@1', 'pkg:deb/debian/b@1'];
    const scan = await read('docker scout', { id: 'CVE-2024-1000', properties: { purls } }, {});
    expect(scan.claims.map(({ componentKey }) => componentKey)).toEqual(purls);
  });

  it('is the version that the result names, of those that the rule lists', async () => {
    const purls = ['pkg:npm/a@1.0', 'pkg:npm/a@2.0'];
    const text = 'A high vulnerability in npm package: a, version 2.0 was found in image x at: y';
    const scan = await read('grype', { id: 'CVE-2024-1000-a', properties: { purls } }, { message: { text } });
    expect(scan.claims.map(({ componentKey }) => componentKey)).toEqual(['pkg:npm/a@2.0']);
  });

  it.each([
    ['musl:MIT', 'Artifact: x\nLicense MIT\nPkgName: musl\n Classification: notice', 'musl', 'MIT'],
    ['snyk:lic:npm:symbol:MPL-2.0', 'm', 'symbol', 'MPL-2.0'],
    ['snyk:lic:maven:org.a:b:GPL-3.0', 'm', 'org.a:b', 'GPL-3.0'],
  ])('has the licence that %s names', async (id, text, name, rule) => {
    const scan = await read('x', { id, name: 'License' }, { message: { text } });
    expect(scan.problems[0]).toMatchObject({ kind: 'licence', rule, componentKey: scan.components[0]?.key });
    expect(scan.components[0]?.name).toBe(name);
  });

  it.each([
    ['UNKNOWN', '0.0', 'note', 'unknown'],
    ['UNKNOWN', '7.5', 'note', 'high'],
    ['LOW', '9.8', 'error', 'low'],
  ])('has the severity %s beside the score %s as %s', async (word, score, level, severity) => {
    const text = `Package: a\nInstalled Version: 1\nVulnerability CVE-2024-1000\nSeverity: ${word}\nFixed Version: `;
    const rule = { id: 'CVE-2024-1000', properties: { 'security-severity': score } };
    expect((await read('Trivy', rule, { level, message: { text } })).claims[0]?.severity).toBe(severity);
  });
});

describe('the fix in a SARIF result', () => {
  const trivy = (fixed: string): Json => ({
    message: { text: `Package: a\nInstalled Version: 1.0\nVulnerability CVE-2024-1000\nFixed Version: ${fixed}` },
  });
  const CHANGE = { artifactLocation: { uri: 'package.json' }, replacements: [{ deletedRegion: { startLine: 1 } }] };
  const table = (name: string): string =>
    `## Remediation\n\n### Fixed Versions\n\n| Vulnerability ID | Package Name | Fixed Version |\n| --- | --- | --- |\n| GHSA-1 | ${name} | 1.2, 2.0 |\n`;

  it.each([
    ['Trivy', {}, trivy('1.1'), '1.1', 'fixed'],
    [
      'Trivy, which leaves it empty for "none" and "not known" alike',
      { help: { text: 'Upgrade to 9.9' } },
      trivy(''),
      null,
      null,
    ],
    ['Grype likewise', { help: { text: 'Package: a\nVersion: 1\nFix Version: ' } }, {}, null, null],
    ['Docker Scout, none', { properties: { fixed_version: 'not fixed' } }, {}, null, 'not-fixed'],
    ['Docker Scout, one', { properties: { fixed_version: '1.1' } }, {}, '1.1', 'fixed'],
    [
      'OSV-Scanner, of this package',
      { help: { markdown: table('a') } },
      { message: { text: "Package 'a@1' is vulnerable to 'CVE-2024-1000'." } },
      '1.2, 2.0',
      'fixed',
    ],
    [
      'OSV-Scanner, of another package',
      { help: { markdown: table('b') } },
      { message: { text: "Package 'a@1' is vulnerable to 'CVE-2024-1000'." } },
      null,
      null,
    ],
    [
      'Snyk, in its help',
      { help: { text: '', markdown: '# Remediation\nUpgrade `a` to version 1.2, 2.0 or higher.' } },
      {},
      '1.2, 2.0',
      'fixed',
    ],
    [
      'Snyk, none',
      { help: { text: '', markdown: '# Remediation\nThere is no fixed version for `a`.' } },
      {},
      null,
      'not-fixed',
    ],
    [
      'Snyk, as a fix',
      {},
      { fixes: [{ description: { text: 'Upgrade to a@1.2' }, artifactChanges: [CHANGE] }] },
      '1.2',
      'fixed',
    ],
    ['no word at all', {}, {}, null, null],
  ])('is read from %s', async (_, rule, result, fixedVersion, fixState) => {
    const scan = await read('x', { id: 'CVE-2024-1000', ...rule }, result);
    expect(scan.claims[0]).toMatchObject({ fixedVersion, fixState });
  });

  it.each([
    ['Fixed in 1.2.3.', '1.2.3'],
    ['fixed in versions 1.2, 2.0', '1.2, 2.0'],
    ["please upgrade to versions '4.17.21, 5.0' to fix this", '4.17.21, 5.0'],
    ['Update a to 2.9.5 or later', '2.9.5'],
    ['Version 1 is affected with an available fix in versions 1.2.1,2.1.3', '1.2.1,2.1.3'],
    ['Update your dependencies', null],
    ['fixed width', null],
  ])('reads %j as %s', (text, version) => {
    expect(fixInTexts([text], 'a').fixedVersion).toBe(version);
  });
});
