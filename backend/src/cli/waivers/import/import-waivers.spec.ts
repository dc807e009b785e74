import { readFileSync } from 'node:fs';
import { parseWaivers } from '../../../core/policy/parse-waivers.js';
import { writeWaivers } from '../../../core/policy/write-waivers.js';
import type { ImportSourceName } from './import-sources.js';
import { importWaivers, type ImportTerms, readSource } from './import-waivers.js';

const NOW = new Date('2026-12-01T12:00:00.000Z');

function read(from: ImportSourceName, file: string, text: string, terms: Partial<ImportTerms> = {}) {
  const source = readSource(from, file, text);
  if (source === null) throw new Error('it is none of the files of the tool');
  const given = { from, author: 'dev@acme.example', expiresAt: null, longest: '365d', ...terms };
  const result = importWaivers(source, given, NOW);
  // What is written is a file as every other.
  expect(parseWaivers(writeWaivers(result.waivers))).toEqual(result.waivers);
  return result;
}

const scopesOf = (result: ReturnType<typeof read>) => result.waivers.map(({ scope }) => scope);
const leftOutOf = (result: ReturnType<typeof read>) =>
  result.leftOut.map(({ where, name, reason }) => `${where} ${name}: ${reason}`);

// In the form that https://trivy.dev/docs/latest/configuration/filtering/ describes and pkg/result/ignore.go of Trivy reads.
const TRIVYIGNORE = `# Accept the risk
CVE-2018-14618

# Accept the risk until 2027-01-01
CVE-2019-14697 exp:2027-01-01

# No impact in our settings
CVE-2019-1543 exp:2026-12-01
CVE-2019-9999 exp:soon
AVD-DS-0002
DSA-5417-1
aws-access-key-id   exp:2029-01-01
`;

describe('a .trivyignore', () => {
  it('becomes waivers for advisories and rules, that end when its day begins', () => {
    const result = read('trivy', '.trivyignore', TRIVYIGNORE, { expiresAt: '2027-02-01T00:00:00.000Z' });
    expect(scopesOf(result)).toEqual([
      { advisory: 'CVE-2018-14618' },
      { advisory: 'CVE-2019-14697' },
      { rule: 'AVD-DS-0002' },
      { advisory: 'DSA-5417-1' },
      { rule: 'aws-access-key-id' },
    ]);
    expect(result.waivers[1]).toEqual({
      id: 'trivy-CVE-2019-14697',
      scope: { advisory: 'CVE-2019-14697' },
      status: 'accepted',
      justification: 'Accept the risk until 2027-01-01',
      author: 'dev@acme.example',
      approver: null,
      validFrom: NOW.toISOString(),
      expiresAt: '2027-01-01T00:00:00.000Z',
    });
    expect(result.waivers[2]?.justification).toContain('gives no reason');
    expect(leftOutOf(result)).toEqual([
      '8 CVE-2019-1543: it has expired on 2026-12-01',
      '9 CVE-2019-9999: `exp:soon` is no day, and Trivy passes over the line',
    ]);
    expect(result.shortened).toMatchObject([{ where: '12', name: 'aws-access-key-id' }]);
    expect(result.waivers[4]?.expiresAt).toBe('2027-12-01T12:00:00.000Z');
  });

  it('gives nothing an end that has none', () => {
    expect(leftOutOf(read('trivy', '.trivyignore', 'CVE-2018-14618\n'))).toEqual([
      '1 CVE-2018-14618: it has no end. Give it one with --expires',
    ]);
  });
});

// The keys of https://trivy.dev/docs/latest/configuration/filtering/#trivyignoreyaml
const TRIVYIGNORE_YAML = `vulnerabilities:
  - id: CVE-2022-40897
    paths:
      - "usr/local/lib/python3.9/site-packages/setuptools-58.1.0.dist-info/METADATA"
      - "**/setuptools/**"
    statement: Accept the risk
  - id: CVE-2023-3817
    purls: ["pkg:deb/debian/libssl1.1", "pkg:npm/a@1.0.0", "pkg:deb/debian/libssl3?arch=amd64"]
    expired_at: 2027-03-04
  - id: CVE-2023-1
    paths: ["lib/{a,b}.js"]
  - id: CVE-2023-2
    package: openssl
  - purls: ["pkg:npm/b"]
misconfigurations:
  - id: AVD-DS-0001
  - id: AVD-DS-0002
    paths: ["docs/Dockerfile"]
    expired_at: 2026-11-30
secrets:
  - id: aws-access-key-id
    paths: ["foo/bar/aws.secret"]
licenses:
  - id: GPL-3.0
`;

describe('a .trivyignore.yaml', () => {
  it('becomes a waiver for each path and package, and says by the line what a waiver cannot say', () => {
    const result = read('trivy', '.trivyignore.yaml', TRIVYIGNORE_YAML, { expiresAt: '2027-02-01T00:00:00.000Z' });
    expect(scopesOf(result)).toEqual([
      {
        advisory: 'CVE-2022-40897',
        path: 'usr/local/lib/python3.9/site-packages/setuptools-58.1.0.dist-info/METADATA',
      },
      { advisory: 'CVE-2022-40897', path: '**/setuptools/**' },
      { advisory: 'CVE-2023-3817', component: 'pkg:deb/debian/libssl1.1' },
      { advisory: 'CVE-2023-3817', component: 'pkg:npm/a@1.0.0' },
      { component: 'pkg:npm/b' },
      { rule: 'AVD-DS-0001' },
      { rule: 'aws-access-key-id', path: 'foo/bar/aws.secret' },
      { rule: 'GPL-3.0' },
    ]);
    expect(result.waivers[0]).toMatchObject({ id: 'trivy-CVE-2022-40897', justification: 'Accept the risk' });
    expect(result.waivers[1]?.id).toBe('trivy-CVE-2022-40897.2');
    expect(result.waivers[2]?.expiresAt).toBe('2027-03-04T00:00:00.000Z');
    expect(leftOutOf(result)).toEqual([
      '7 CVE-2023-3817: `pkg:deb/debian/libssl3?arch=amd64` has qualifiers and no version, which a waiver cannot say',
      "10 CVE-2023-1: the path `lib/{a,b}.js` is a pattern that a waiver's path cannot say",
      '12 CVE-2023-2: `package` is no key that is known of these rules',
      '17 AVD-DS-0002: it has expired on 2026-11-30',
    ]);
  });
});

// The fields of https://github.com/anchore/grype#specifying-matches-to-ignore and grype/match/ignore.go
const GRYPE = `only-fixed: true
ignore:
  - vulnerability: CVE-2008-4318
    reason: Not reached.
    package:
      name: "@acme/libcurl"
      version: 1.5.1
      type: npm
      location: "/usr/local/lib/node_modules/**"
  - vulnerability: CVE-2014-54321
  - package: {name: rails, type: gem}
  - vulnerability: CVE-2016-1000027
    fix-state: unknown
  - vulnerability: CVE-2020-1
    package: {name: "openssl.*", type: npm}
  - vulnerability: CVE-2020-2
    package: {name: openssl, type: deb}
  - vulnerability: CVE-2020-3
    package: {name: openssl}
  - vulnerability: CVE-2020-4
    package: {name: a, type: npm, version: 1.50}
  - package: {type: gem}
  - vulnerability: CVE-2020-5
    vex-status: not_affected
  - vulnerability: CVE-2020-6
    package: {location: "/a/?.js"}
`;

describe("Grype's ignore rules", () => {
  it('become waivers for what they name exactly, and for nothing that a waiver would cover besides', () => {
    const result = read('grype', '.grype.yaml', GRYPE, {
      expiresAt: '2027-02-01T00:00:00.000Z',
      environments: ['dev'],
    });
    expect(scopesOf(result)).toEqual([
      {
        advisory: 'CVE-2008-4318',
        component: 'pkg:npm/%40acme/libcurl@1.5.1',
        path: '/usr/local/lib/node_modules/**',
        environments: ['dev'],
      },
      { advisory: 'CVE-2014-54321', environments: ['dev'] },
      { component: 'pkg:gem/rails', environments: ['dev'] },
    ]);
    expect(result.waivers[0]?.justification).toBe('Not reached.');
    expect(leftOutOf(result).map((line) => line.slice(0, 60))).toEqual([
      '1 only-fixed: `vulnerabilities.onlyFixable` of the policy sa',
      '12 CVE-2016-1000027: `fix-state` is not exactly what a waive',
      '14 CVE-2020-1: the name `openssl.*` is a pattern, and a waiv',
      '16 CVE-2020-2: a name of type `deb` is not the whole package',
      '18 CVE-2020-3: without its `type` a name is not one package',
      '20 CVE-2020-4: a part of `package` is no text: write it in q',
      '22 a rule: a package is named by its name',
      '23 CVE-2020-5: a waiver cannot say `vex-status`',
      '25 CVE-2020-6: the location `/a/?.js` is a pattern that a wa',
    ]);
  });
});

// The Finding Packaging Format of https://docs.dependencytrack.org/integrations/file-formats/, cut to what is read.
const finding = (vulnId: string, purl: string | undefined, analysis: object, version?: string) => ({
  component: { uuid: 'b815b581-fec1-4374-a871-68862a8f8d52', name: 'timespan', version, purl },
  vulnerability: { uuid: '115b80bb-46c4-41d1-9f10-8a175d4abb46', source: 'NVD', vulnId },
  analysis,
});
const FPF = {
  version: '1.1',
  meta: { application: 'Dependency-Track', version: '4.5.0', timestamp: '2022-02-18T23:31:42Z' },
  project: { uuid: 'ca4f2da9-0fad-4a13-92d7-f627f3168a56', name: 'Acme Example', version: '1.0' },
  findings: [
    finding('CVE-2021-44228', 'pkg:npm/timespan@2.3.0', {
      state: 'NOT_AFFECTED',
      isSuppressed: true,
      justification: 'CODE_NOT_REACHABLE',
      details: 'No lookup.',
    }),
    finding('CVE-2021-45046', 'pkg:npm/timespan@2.3.0', { state: 'NOT_SET', isSuppressed: false }),
    finding('CVE-2021-45105', 'pkg:npm/timespan@2.3.0', { state: 'IN_TRIAGE', isSuppressed: true }),
    finding('CVE-2021-44832', 'pkg:npm/timespan', { isSuppressed: true }, '2.3.0'),
    finding('533', 'pkg:npm/timespan@2.3.0', { isSuppressed: true }),
    finding('CVE-2021-1', 'pkg:npm/timespan', { state: 'FALSE_POSITIVE', isSuppressed: false }),
    finding('CVE-2021-2', undefined, { state: 'RESOLVED' }),
    finding('CVE-2021-3', 'pkg:npm/timespan@2.3.0', { state: 'EXPLOITABLE', isSuppressed: false }),
  ],
};

describe("Dependency-Track's analysis", () => {
  it.each([
    ['as exported of a project', FPF],
    ['as a list of findings', FPF.findings],
  ])('becomes waivers where an auditor decided, for the component in its version and the image: %s', (_, written) => {
    const result = read('dependency-track', 'findings.json', JSON.stringify(written), {
      expiresAt: '2027-02-01T00:00:00.000Z',
      image: 'ghcr.io/acme/api',
    });
    const image = 'ghcr.io/acme/api';
    expect(result.waivers.map(({ scope, status }) => ({ ...scope, status }))).toEqual([
      { advisory: 'CVE-2021-44228', component: 'pkg:npm/timespan@2.3.0', image, status: 'not_affected' },
      { advisory: 'CVE-2021-44832', component: 'pkg:npm/timespan@2.3.0', image, status: 'accepted' },
    ]);
    expect(result.waivers[0]?.justification).toBe('CODE_NOT_REACHABLE: No lookup.');
    expect(leftOutOf(result).map((line) => line.slice(0, 58))).toEqual([
      'findings[2] CVE-2021-45105: its analysis is IN_TRIAGE and ',
      'findings[4] 533: `533` does not say of which database it i',
      'findings[5] CVE-2021-1: its component has no package URL w',
      'findings[6] CVE-2021-2: its component has no package URL w',
      'findings[7] CVE-2021-3: its analysis is EXPLOITABLE, which',
    ]);
  });

  it.each(['', '{}', 'null', '[1', '{"findings": {}}'])('is not %p', (text) => {
    expect(readSource('dependency-track', 'findings.json', text)).toBeNull();
  });

  it.each([
    '[null, 1, "a", [], {}]',
    '{"findings": [{"component": 1, "vulnerability": [], "analysis": {"state": 5}}]}',
  ])('gives no waiver for %p', (text) => {
    expect(read('dependency-track', 'findings.json', text).waivers).toEqual([]);
  });
});

/** Files that other projects ship; `ORIGIN.md` beside them says which. */
function readSample(from: ImportSourceName, file: string, terms: Partial<ImportTerms> = {}) {
  const text = readFileSync(new URL(`../../../../test/fixtures/waiver-imports/${file}`, import.meta.url), 'utf8');
  return read(from, file, text, { expiresAt: '2027-02-01T00:00:00.000Z', ...terms });
}

describe('a file of the tool itself', () => {
  it('.trivyignore', () => {
    const result = readSample('trivy', 'trivyignore');
    expect(result.waivers.map(({ scope, expiresAt }) => [Object.values(scope)[0], expiresAt.slice(0, 10)])).toEqual([
      ['CVE-2019-0001', '2027-02-01'],
      ['CVE-2019-0002', '2027-02-01'],
      ['CVE-2019-0005', '2027-12-01'],
      ['CVE-2019-0006', '2027-12-01'],
      ['AVD-ID-0300', '2027-02-01'],
      ['generic-unwanted-rule', '2027-02-01'],
    ]);
    expect(leftOutOf(result)).toEqual(['4 CVE-2019-0004: it has expired on 2020-01-01']);
  });

  it('.trivyignore.yaml', () => {
    const result = readSample('trivy', 'trivyignore.yaml');
    expect(scopesOf(result)).toEqual([
      { advisory: 'CVE-2019-0001', path: '**/*-lock.json' },
      { advisory: 'CVE-2019-0002', path: 'bar/package.json' },
      { advisory: 'CVE-2019-0003' },
      { advisory: 'CVE-2019-0004', path: 'bar/package.json' },
      { advisory: 'CVE-2019-0007', component: 'pkg:golang/github.com/aquasecurity/aaa@9.9.9' },
      { advisory: 'CVE-2019-0007', component: 'pkg:golang/github.com/aquasecurity/bar' },
      { rule: 'ID100' },
      { rule: 'ID200', path: 'app/Dockerfile' },
      { rule: 'ID300', path: 'docs/Dockerfile' },
      { rule: 'generic-unwanted-rule' },
      { rule: 'generic-unwanted-rule2', path: '**/config.yaml' },
      { rule: 'generic-wanted-rule', path: 'foo/secret.txt' },
      { rule: 'GPL-3.0', path: 'usr/share/gcc/python/libstdcxx/v6/__init__.py' },
      { rule: 'MIT' },
      { rule: 'GPL-2.0-or-later' },
      { rule: 'Apache-2.0 WITH LLVM-exception' },
      { rule: 'LLVM-exception' },
    ]);
    expect(leftOutOf(result)).toEqual([
      '12 CVE-2019-0005: it has expired on 2023-01-01',
      '14 CVE-2019-0006: it has expired on 2020-01-01',
    ]);
  });

  it('.trivyignore.yaml whose rules name packages or paths alone', () => {
    const result = readSample('trivy', 'trivyignore-id-optional.yaml');
    expect(scopesOf(result)).toEqual([
      { component: 'pkg:deb/ubuntu/linux-libc-dev' },
      { advisory: 'CVE-2024-9999', component: 'pkg:golang/example.com/foo' },
    ]);
    expect(result.waivers[0]).toMatchObject({
      id: 'trivy-linux-libc-dev',
      justification: 'Kernel headers, not exercised at runtime',
    });
    const reason = 'an entry: it names no identifier and no package, and a waiver is for one of them';
    expect(leftOutOf(result)).toEqual([`5 ${reason}`, `13 ${reason}`, `18 ${reason}`]);
  });

  it('.grype.yaml', () => {
    expect(readSample('grype', 'grype.yaml').waivers).toMatchObject([
      { scope: { advisory: 'CVE-2021-42385' }, justification: 'test reason for vulnerability being ignored' },
    ]);
  });

  it('an export of Dependency-Track', () => {
    const result = readSample('dependency-track', 'dependency-track.json', { image: 'ghcr.io/acme/web' });
    expect(result.waivers.map(({ scope, status }) => [scope.advisory, scope.component, status])).toEqual([
      ['CVE-2022-24999', 'pkg:npm/qs@6.7.0', 'false_positive'],
      ['CVE-2022-38900', 'pkg:npm/decode-uri-component@0.2.0', 'fixed'],
      ['CVE-2021-23337', 'pkg:npm/lodash@4.17.19', 'not_affected'],
      ['CVE-2021-23362', 'pkg:npm/hosted-git-info@2.8.8', 'not_affected'],
      ['CVE-2021-23343', 'pkg:npm/path-parse@1.0.6', 'false_positive'],
    ]);
    expect(result.leftOut).toEqual([]);
  });
});
