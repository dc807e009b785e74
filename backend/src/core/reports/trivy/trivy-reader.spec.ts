import { fixOf } from '../../findings/fix-state.js';
import { canonicalPurl } from '../../model/purl.js';
import { parseReport } from '../parse-report.js';
import type { Scan } from '../scan.js';

function read(document: unknown): Promise<Scan> {
  return parseReport([Buffer.from(JSON.stringify(document))]);
}

function image(results: readonly unknown[], more: Record<string, unknown> = {}): Record<string, unknown> {
  return { SchemaVersion: 2, ArtifactName: 'acme/api:1', ArtifactType: 'container_image', Results: results, ...more };
}

const DIGEST = `sha256:${'ab'.repeat(32)}`;

describe('TrivyReader', () => {
  it('makes a purl of what older reports give in pieces: system packages with their release', async () => {
    const { components } = await read(
      image(
        [
          {
            Target: 'x',
            Class: 'os-pkgs',
            Type: 'debian',
            Vulnerabilities: [{ VulnerabilityID: 'CVE-1-1', PkgName: 'apt', InstalledVersion: '1.8.2.2' }],
          },
        ],
        { Metadata: { OS: { Family: 'debian', Name: '10.7' } } },
      ),
    );
    expect(components[0]).toMatchObject({
      purl: 'pkg:deb/debian/apt@1.8.2.2?distro=debian-10',
      type: 'deb',
      name: 'apt',
    });
  });

  it.each([
    ['npm', '@angular/core', 'pkg:npm/%40angular/core@1'],
    ['jar', 'org.yaml:snakeyaml', 'pkg:maven/org.yaml/snakeyaml@1'],
    ['gobinary', 'github.com/gin-gonic/gin', 'pkg:golang/github.com/gin-gonic/gin@v1.0.0'],
    ['python-pkg', 'Flask_Login', 'pkg:pypi/flask-login@1'],
    ['composer', 'laravel/framework', 'pkg:composer/laravel/framework@1'],
  ])('makes a purl of a package of %s', async (Type, PkgName, purl) => {
    const Vulnerabilities = [{ VulnerabilityID: 'CVE-1-1', PkgName, InstalledVersion: '1' }];
    const { components } = await read(image([{ Target: 'x', Class: 'lang-pkgs', Type, Vulnerabilities }]));
    expect(components[0]?.purl).toBe(purl);
  });

  it('takes one package from both lists once, with what each of them knows', async () => {
    const PURL = 'pkg:apk/alpine/musl@1.2?arch=x86_64&distro=3.18.2';
    const { components, claims } = await read(
      image([
        {
          Target: 'acme/api:1 (alpine 3.18.2)',
          Class: 'os-pkgs',
          Type: 'alpine',
          Packages: [
            { Name: 'musl', Version: '1.2', Identifier: { PURL }, Licenses: ['MIT'], Layer: { DiffID: 'sha256:d' } },
          ],
          Vulnerabilities: [
            {
              VulnerabilityID: 'CVE-1-1',
              PkgName: 'musl',
              InstalledVersion: '1.2',
              PkgIdentifier: { PURL },
              Layer: { Digest: 'sha256:l', DiffID: 'sha256:d' },
            },
          ],
        },
      ]),
    );
    expect(components).toHaveLength(1);
    expect(components[0]).toMatchObject({
      licences: ['MIT'],
      places: [
        { path: null, layer: 'sha256:d' },
        { path: null, layer: 'sha256:l' },
      ],
    });
    expect(claims[0]?.componentKey).toBe(components[0]?.key);
  });

  it('reads the type and target of a result even where they come after its lists', async () => {
    const text = `{"Results":[{"Vulnerabilities":[{"PkgName":"a","VulnerabilityID":"CVE-1-1","InstalledVersion":"1"}],
      "Type":"npm","Target":"app/package-lock.json","Class":"lang-pkgs"}],"ArtifactName":"x","SchemaVersion":2}`;
    const { components } = await parseReport([Buffer.from(text)]);
    expect(components[0]).toMatchObject({
      purl: 'pkg:npm/a@1',
      places: [{ path: 'app/package-lock.json', layer: null }],
    });
  });

  it('does not unite vulnerabilities through a vendor bulletin that bundles them', async () => {
    const vulnerability = (id: string): unknown => ({
      VulnerabilityID: id,
      VendorIDs: ['DSA-5000-1', 'GHSA-aaaa-bbbb-cccc'],
      PkgName: 'a',
      InstalledVersion: '1',
    });
    const { claims } = await read(
      image([{ Target: 'x', Type: 'npm', Vulnerabilities: [vulnerability('CVE-2024-1')] }]),
    );
    expect(claims[0]?.ids).toEqual(['CVE-2024-1', 'GHSA-aaaa-bbbb-cccc']);
  });

  it("takes the CVSS rating of the severity's source, else GitHub's, and CVSS 3 before others", async () => {
    const CVSS = {
      nvd: { V2Score: 5, V2Vector: 'v2', V3Score: 9.8, V3Vector: 'nvd3' },
      ghsa: { V40Score: 8.1, V40Vector: 'ghsa4', V3Score: 7.5, V3Vector: 'ghsa3' },
      redhat: { V2Score: 4, V2Vector: 'redhat2' },
    };
    const vulnerability = (SeveritySource: string): unknown => ({
      VulnerabilityID: `CVE-${SeveritySource}`,
      PkgName: 'a',
      CVSS,
      SeveritySource,
    });
    const { claims } = await read(
      image([
        { Target: 'x', Type: 'npm', Vulnerabilities: ['ghsa', 'redhat', 'debian', '__none__'].map(vulnerability) },
      ]),
    );
    expect(claims.map(({ cvssVector }) => cvssVector)).toEqual(['ghsa3', 'redhat2', 'ghsa3', 'ghsa3']);
  });

  it('takes only failed checks for problems, and leaves the others without a trace', async () => {
    const check = (ID: string, Status?: string): unknown => ({ ID, Severity: 'HIGH', ...(Status && { Status }) });
    const { problems, skippedCount } = await read(
      image([
        {
          Target: 'Dockerfile',
          Class: 'config',
          Type: 'dockerfile',
          Misconfigurations: [check('A', 'FAIL'), check('B', 'PASS'), check('C', 'EXCEPTION'), check('D')],
        },
      ]),
    );
    expect(problems.map(({ rule }) => rule)).toEqual(['A', 'D']);
    expect(skippedCount).toBe(0);
  });

  it('never keeps what a secret looks like', async () => {
    const secret = {
      RuleID: 'aws',
      Category: 'AWS',
      Severity: 'CRITICAL',
      Title: 'AWS key',
      StartLine: 3,
      EndLine: 3,
      Match: 'AKIA-HIDDEN',
      Code: { Lines: [{ Content: 'AKIA-HIDDEN' }] },
    };
    const scan = await read(image([{ Target: 'app/.env', Class: 'secret', Secrets: [secret] }]));
    expect(scan.problems[0]).toMatchObject({
      kind: 'secret',
      rule: 'aws',
      path: 'app/.env',
      startLine: 3,
      severity: 'critical',
    });
    expect(JSON.stringify(scan)).not.toContain('HIDDEN');
  });

  it('ties a licence to its package', async () => {
    const scan = await read(
      image([
        {
          Target: 'OS Packages',
          Class: 'license',
          Packages: [{ Name: 'bash', Version: '5', Identifier: { PURL: 'pkg:deb/debian/bash@5' } }],
          Licenses: [{ Severity: 'HIGH', Category: 'restricted', PkgName: 'bash', Name: 'GPL-3.0' }],
        },
      ]),
    );
    expect(scan.problems[0]).toMatchObject({
      kind: 'licence',
      rule: 'GPL-3.0',
      severity: 'high',
      componentKey: 'pkg:deb/debian/bash@5',
    });
  });

  it('keeps what was suppressed, marked: VEX with its state, an ignore rule without', async () => {
    const finding = (id: string): unknown => ({
      VulnerabilityID: id,
      PkgName: 'a',
      InstalledVersion: '1',
      Severity: 'HIGH',
    });
    const { claims, problems, skippedCount } = await read(
      image([
        {
          Target: 'x',
          Type: 'npm',
          ExperimentalModifiedFindings: [
            {
              Type: 'vulnerability',
              Status: 'not_affected',
              Statement: 'vulnerable_code_not_present',
              Source: 'vex.json',
              Finding: finding('CVE-1-1'),
            },
            { Type: 'vulnerability', Status: 'ignored', Source: '.trivyignore', Finding: finding('CVE-1-2') },
            { Type: 'misconfiguration', Status: 'ignored', Finding: { ID: 'DS002', Status: 'FAIL', Severity: 'HIGH' } },
            { Type: 'weather', Finding: {} },
          ],
        },
      ]),
    );
    expect(claims.map(({ isSuppressed, analysis }) => [isSuppressed, analysis?.state])).toEqual([
      [true, 'not_affected'],
      [true, undefined],
    ]);
    expect(problems[0]).toMatchObject({ rule: 'DS002', isSuppressed: true });
    expect(skippedCount).toBe(1);
  });

  it.each([
    ['a system package result without findings', image([{ Target: 'a', Class: 'os-pkgs', Type: 'alpine' }]), ['match']],
    ['a secret result', image([{ Target: 'a', Class: 'secret', Secrets: [] }]), ['secret']],
    [
      'checks that all passed',
      image([{ Target: 'a', Class: 'config', MisconfSummary: { Successes: 3 } }]),
      ['misconfiguration'],
    ],
    ['licences', image([{ Target: 'a', Class: 'license-file' }]), ['licence']],
    ['no results at all', { SchemaVersion: 2, ArtifactName: 'a' }, []],
    ['the list of schema 1 with nothing found', [{ Target: 'a', Vulnerabilities: null }], ['match']],
  ])('covers what the results show was looked for: %s', async (_, document, covers) => {
    expect((await read(document)).covers).toEqual(covers);
  });

  it.each([['null'], ['[]']])("covers nothing by %s, and says so, where the sender calls it Trivy's", async (text) => {
    const scan = await parseReport([Buffer.from(text)], { format: 'trivy' });
    expect(scan).toMatchObject({ covers: [], warningCount: 1 });
  });

  it('reads the facts of the image and its system', async () => {
    const scan = await read(
      image([], {
        CreatedAt: '2026-01-02T03:04:05.678+02:00',
        Trivy: { Version: '0.75.0' },
        Metadata: {
          Size: 1234,
          OS: { Family: 'alpine', Name: '3.12.1', EOSL: true },
          RepoTags: ['acme/api:1'],
          RepoDigests: [`other.example/acme/api@sha256:${'00'.repeat(32)}`, `acme/api@${DIGEST}`],
          ImageConfig: { config: { User: 'node', Healthcheck: { Test: ['CMD', 'true'] } } },
        },
      }),
    );
    expect(scan).toMatchObject({
      tool: { name: 'trivy', version: '0.75.0' },
      scannedAt: '2026-01-02T01:04:05.678Z',
      databaseDate: null,
      subject: { image: 'acme/api', digest: DIGEST, tag: '1' },
      operatingSystem: { family: 'alpine', version: '3.12.1', isEndOfLife: true },
      image: { user: 'node', hasHealthcheck: true, sizeBytes: 1234 },
    });
  });

  it('reads a missing user as root, and a health check that is switched off as none', async () => {
    const withConfig = (config: unknown): Record<string, unknown> =>
      image([], { Metadata: { ImageConfig: { config } } });
    expect((await read(withConfig({}))).image).toMatchObject({ user: '', hasHealthcheck: false });
    expect((await read(withConfig({ Healthcheck: { Test: ['NONE'] } }))).image.hasHealthcheck).toBe(false);
    expect((await read(image([]))).image).toEqual({ user: null, hasHealthcheck: null, sizeBytes: null });
  });

  it('reads what packages of a distribution are built from, and of no others', async () => {
    const Packages = [
      { Name: 'libssl3', Version: '3.0.7', SrcName: 'openssl', SrcVersion: '3.0.7', SrcRelease: '1', SrcEpoch: 1 },
      { Name: 'tzdata', Version: '2024a', SrcName: '' },
      { Name: 'zlib1g', Version: '1.2.13' },
    ];
    const Vulnerabilities = [{ VulnerabilityID: 'CVE-1-1', PkgName: 'libssl3', InstalledVersion: '3.0.7' }];
    const { components } = await read(
      image(
        [
          { Target: 'x', Class: 'os-pkgs', Type: 'debian', Packages, Vulnerabilities },
          { Target: 'y', Class: 'lang-pkgs', Type: 'npm', Packages: [{ Name: 'a', Version: '1.0', SrcName: 'b' }] },
        ],
        { Metadata: { OS: { Family: 'debian', Name: '12' } } },
      ),
    );
    expect(components.map(({ name, source }) => [name, source])).toEqual([
      ['libssl3', { name: 'openssl', version: '1:3.0.7-1' }],
      ['tzdata', undefined],
      ['zlib1g', undefined],
      ['a', undefined],
    ]);
  });

  it("does not take an archive's file name for an image, but the tag within", async () => {
    const scan = await read(
      image([], { ArtifactName: 'build/api.tar.gz', Metadata: { RepoTags: ['ghcr.io/acme/api:9'] } }),
    );
    expect(scan.subject).toMatchObject({ image: 'ghcr.io/acme/api', tag: '9' });
  });

  it('keeps the same check in two workloads of a cluster apart', async () => {
    const Results = [
      {
        Target: 'Deployment/web',
        Class: 'config',
        Type: 'kubernetes',
        Misconfigurations: [{ ID: 'KSV001', Status: 'FAIL' }],
      },
    ];
    const { problems } = await read({
      ClusterName: 'c',
      Resources: [
        { Namespace: 'one', Kind: 'Deployment', Name: 'web', Results },
        { Namespace: 'two', Kind: 'Deployment', Name: 'web', Results },
      ],
    });
    expect(problems.map(({ path }) => path)).toEqual(['one/Deployment/web', 'two/Deployment/web']);
  });

  it('refuses an entry of the wrong type with its place', async () => {
    const Vulnerabilities = [
      { VulnerabilityID: 'CVE-1-1', PkgName: 'a' },
      { VulnerabilityID: 17, PkgName: 'a' },
      'text',
    ];
    await expect(read(image([{ Target: 'x', Vulnerabilities }]))).rejects.toMatchObject({
      code: 'report_invalid',
      issues: [
        { pointer: '/Results/0/Vulnerabilities/1/VulnerabilityID' },
        { pointer: '/Results/0/Vulnerabilities/2' },
      ],
    });
  });

  const VECTOR = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';

  it.each([
    [
      "Trivy's choice before a higher word",
      { Severity: 'LOW', SeveritySource: 'debian', VendorSeverity: { nvd: 4 } },
      'low',
    ],
    [
      "a source's word before its own score",
      { Severity: 'HIGH', SeveritySource: 'nvd', CVSS: { nvd: { V3Score: 9.8 } } },
      'high',
    ],
    ['another word for UNKNOWN', { Severity: 'UNKNOWN', VendorSeverity: { nvd: 2, ghsa: 3 } }, 'high'],
    ["the vendor's word before others", { Severity: 'UNKNOWN', VendorSeverity: { debian: 1, ghsa: 4 } }, 'low'],
    ['a score for UNKNOWN', { Severity: 'UNKNOWN', CVSS: { nvd: { V3Score: 9.8 } } }, 'critical'],
    ['a vector without a score', { Severity: 'UNKNOWN', CVSS: { nvd: { V3Vector: VECTOR } } }, 'critical'],
    ['no critical by CVSS 2', { CVSS: { nvd: { V2Score: 10 } } }, 'high'],
    ['nothing', { VendorSeverity: { nvd: 0 }, CVSS: {} }, 'unknown'],
  ])('rates by %s', async (_, rating, severity) => {
    const PkgIdentifier = { PURL: 'pkg:deb/debian/a@1?distro=debian-12' };
    const Vulnerabilities = [{ VulnerabilityID: 'CVE-1-1', PkgName: 'a', PkgIdentifier, ...rating }];
    const { claims } = await read(image([{ Target: 'x', Class: 'os-pkgs', Type: 'debian', Vulnerabilities }]));
    expect(claims[0]?.severity).toBe(severity);
  });

  it.each([
    ['fixed, without a version', { Status: 'fixed' }, 'available'],
    ['a version, without a word', { FixedVersion: '2' }, 'available'],
    ['affected', { Status: 'affected' }, 'none'],
    ['will not be fixed', { Status: 'will_not_fix' }, 'none'],
    ['a word that says nothing', { Status: 'under_investigation' }, 'unknown'],
    ['no word at all, as of older releases', { FixedVersion: '' }, 'unknown'],
  ])('tells a fix: %s', async (_, fix, expected) => {
    const Vulnerabilities = [{ VulnerabilityID: 'CVE-1-1', PkgName: 'a', ...fix }];
    const { claims } = await read(image([{ Target: 'x', Type: 'npm', Vulnerabilities }]));
    expect(claims.map(fixOf)).toEqual([expected]);
  });

  it.each([
    [{ os: 'linux', architecture: 'amd64' }, 'linux/amd64'],
    [{ architecture: 'arm', variant: 'v7' }, 'linux/arm/v7'],
    [{ os: '', architecture: '', config: {} }, null],
    [null, null],
  ])('reads the platform of %j', async (ImageConfig, platform) => {
    expect((await read(image([], { Metadata: { ImageConfig } }))).platform).toBe(platform);
  });

  const SCANNED = {
    Namespace: 'shop',
    Kind: 'Deployment',
    Name: 'ok',
    Results: [
      {
        Target: 'a',
        Class: 'os-pkgs',
        Type: 'alpine',
        Vulnerabilities: [{ VulnerabilityID: 'CVE-1-1', PkgName: 'a' }],
      },
    ],
  };
  const BROKEN = { Namespace: 'shop', Kind: 'Deployment', Name: 'broken', Error: 'no image sources supplied' };

  it.each(['Resources', 'Findings', 'Vulnerabilities'])(
    'is no evidence where a workload among the %s was not scanned; what was found counts',
    async (group) => {
      const scan = await read({ ClusterName: 'c', [group]: [SCANNED, BROKEN] });
      expect(scan).toMatchObject({
        covers: [],
        attempted: ['match'],
        failures: [{ pointer: `/${group}/1/Error`, message: 'shop/Deployment/broken: no image sources supplied' }],
      });
      expect(scan.claims).toHaveLength(1);
    },
  );

  it.each([
    ['no error', { ...BROKEN, Error: undefined }, []],
    ['an empty one', { ...BROKEN, Error: '' }, []],
    ['one beside results', { ...SCANNED, Error: 'timeout' }, ['shop/Deployment/ok: timeout']],
  ])('tells a workload that failed: %s', async (_, resource, failures) => {
    const scan = await read({ ClusterName: 'c', Resources: [resource] });
    expect(scan.failures.map(({ message }) => message)).toEqual(failures);
  });

  it('attempted at least to match where no workload was scanned at all', async () => {
    expect(await read({ ClusterName: 'c', Resources: [BROKEN] })).toMatchObject({ covers: [], attempted: ['match'] });
  });

  it.each([
    ['a system that was looked up', { OS: { Family: 'alpine', Name: '3.22' } }, 'os-pkgs', ['end-of-life']],
    ['no system packages', { OS: { Family: 'alpine', Name: '3.22' } }, 'lang-pkgs', []],
    ['no system', {}, 'os-pkgs', []],
    ['a system that is none', { OS: { Family: 'none' } }, 'os-pkgs', []],
  ])('carries the end of life of %s, and never what is exploited', async (_, Metadata, Class, carries) => {
    expect((await read(image([{ Target: 'x', Class }], { Metadata }))).carries).toEqual(carries);
  });

  const licence = (PkgName: string, more: object = {}): unknown => ({
    Severity: 'HIGH',
    Name: 'GPL-2.0-only',
    PkgName,
    ...more,
  });
  const installed = (Name: string, Version: string, more: object = {}): unknown => ({ Name, Version, ...more });

  it.each([
    [
      'nowhere',
      [],
      [licence('a'), licence('b')],
      [
        ['a', null, false],
        ['b', null, false],
      ],
    ],
    [
      'in another result',
      [installed('a', '1'), installed('b', '2')],
      [licence('a'), licence('b')],
      [
        ['a', '1', true],
        ['b', '2', true],
      ],
    ],
    [
      'twice, in two versions',
      [installed('a', '1'), installed('a', '2')],
      [licence('a'), licence('a')],
      [
        ['a', '1', true],
        ['a', '2', true],
      ],
    ],
    [
      'at two places',
      [installed('a', '1', { FilePath: 'x/a' }), installed('a', '2', { FilePath: 'y/a' })],
      [licence('a', { FilePath: 'y/a' })],
      [['a', '2', true]],
    ],
  ])('gives a licence to its package, listed %s', async (_, Packages, Licenses, owners) => {
    const scan = await read(
      image([
        { Target: 'Node.js', Class: 'license', Licenses },
        { Target: 'x', Class: 'lang-pkgs', Type: 'npm', Packages },
      ]),
    );
    expect(
      scan.problems.map(({ componentKey }) => {
        const component = scan.components.find(({ key }) => key === componentKey);
        return [component?.name, component?.version, component?.isListed];
      }),
    ).toEqual(owners);
  });

  it('does not give the licence of one workload to the package of another', async () => {
    const workload = (Name: string, Results: unknown): unknown => ({ Kind: 'Pod', Name, Results });
    const { problems } = await read({
      ClusterName: 'c',
      Resources: [
        workload('one', [{ Target: 'x', Class: 'lang-pkgs', Type: 'npm', Packages: [installed('a', '1')] }]),
        workload('two', [{ Target: 'x', Class: 'license', Licenses: [licence('a')] }]),
      ],
    });
    expect(problems[0]?.componentKey).toBe('package:a');
  });

  it.each([
    [
      'the resource',
      { Message: 'm', CauseMetadata: { Resource: 'aws_s3_bucket.a', Provider: 'AWS' } },
      'aws_s3_bucket.a',
    ],
    [
      'the message',
      { Message: "Container 'web' runs as root", CauseMetadata: { Provider: 'Kubernetes' } },
      "Container 'web' runs as root",
    ],
    ['the service', { CauseMetadata: { Provider: 'AWS', Service: 's3' } }, 'AWS/s3'],
    ['nothing', { CauseMetadata: {} }, null],
  ])('names what a check is about: %s', async (_, check, subject) => {
    const Misconfigurations = [{ ID: 'A', Status: 'FAIL', ...check }];
    expect((await read(image([{ Target: 'x', Class: 'config', Misconfigurations }]))).problems[0]?.subject).toBe(
      subject,
    );
  });

  it('tells two secrets of one line apart by their place, never by their text', async () => {
    const secret = { RuleID: 'aws', StartLine: 3, EndLine: 3, Match: 'AKIA-HIDDEN' };
    const Secrets = [{ ...secret, Offset: 40 }, { ...secret, Offset: 90 }, secret];
    const { problems } = await read(image([{ Target: 'x', Class: 'secret', Secrets }]));
    expect(problems.map(({ subject }) => subject)).toEqual(['offset 40', 'offset 90', null]);
  });

  it.each([
    ['its parts', { Packages: [{ Name: 'bind', Version: '9.11', Release: '26.amzn2', Epoch: 32 }] }],
    [
      'the installed version',
      { Vulnerabilities: [{ VulnerabilityID: 'CVE-1-1', PkgName: 'bind', InstalledVersion: '32:9.11-26.amzn2' }] },
    ],
    [
      'both',
      {
        Packages: [{ Name: 'bind', Version: '9.11', Release: '26.amzn2', Epoch: 32 }],
        Vulnerabilities: [{ VulnerabilityID: 'CVE-1-1', PkgName: 'bind', InstalledVersion: '32:9.11-26.amzn2' }],
      },
    ],
  ])('makes the same purl, with the epoch, of %s', async (_, lists) => {
    const { components } = await read(
      image([{ Target: 'x', Class: 'os-pkgs', Type: 'amazon', ...lists }], {
        Metadata: { OS: { Family: 'amazon', Name: '2' } },
      }),
    );
    const written = canonicalPurl('pkg:rpm/amazon/bind@9.11-26.amzn2?distro=amazon-2&epoch=32');
    expect(components.map(({ purl }) => purl)).toEqual([written]);
  });

  it('takes architecture and purl of a package from the list, where a vulnerability names it without them', async () => {
    const PURL = 'pkg:apk/alpine/musl@1.2?arch=aarch64&distro=3.22.1';
    const named = (PkgName: string): unknown => ({ VulnerabilityID: 'CVE-1-1', PkgName, InstalledVersion: '1.2' });
    const { components } = await read(
      image([
        {
          Target: 'x',
          Class: 'os-pkgs',
          Type: 'alpine',
          Packages: [
            { Name: 'zlib', Version: '1.2', Arch: 'x86_64' },
            { Name: 'musl', Version: '1.2', Identifier: { PURL } },
          ],
          Vulnerabilities: [named('zlib'), named('musl')],
        },
      ]),
    );
    expect(components.map(({ purl }) => purl)).toEqual(['pkg:apk/alpine/zlib@1.2?arch=x86_64', canonicalPurl(PURL)]);
  });

  it.each(['ignored', 'not_affected', 'unknown'])('says that a person suppressed what is %s', async (Status) => {
    const Finding = { VulnerabilityID: 'CVE-1-1', PkgName: 'a' };
    const ExperimentalModifiedFindings = [{ Type: 'vulnerability', Status, Source: '.trivyignore', Finding }];
    const { claims } = await read(image([{ Target: 'x', Type: 'npm', ExperimentalModifiedFindings }]));
    expect(claims).toMatchObject([{ isSuppressed: true, suppressedBy: 'person' }]);
  });
});
