import { parseReport } from '../parse-report.js';
import type { Scan } from '../scan.js';

interface Driver {
  readonly name?: string;
  readonly rules?: readonly unknown[];
}

function read(driver: Driver, results: readonly unknown[], run: Record<string, unknown> = {}): Promise<Scan> {
  const log = { version: '2.1.0', runs: [{ tool: { driver: { name: 'linter', ...driver } }, results, ...run }] };
  return parseReport([Buffer.from(JSON.stringify(log))]);
}

function result(more: Record<string, unknown>): Record<string, unknown> {
  return { ruleId: 'R1', message: { text: 'Something is wrong' }, ...more };
}

function at(uri: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { physicalLocation: { artifactLocation: { uri, ...more }, region: { startLine: 4, endLine: 5 } } };
}

describe('SarifReader', () => {
  it.each(['pass', 'notApplicable', 'informational'])('takes a result of the kind %s for no problem', async (kind) => {
    expect((await read({}, [result({ kind, level: 'none' }), result({})])).problems).toHaveLength(1);
  });

  it('takes a result that the baseline says is gone for no problem', async () => {
    expect(
      (await read({}, [result({ baselineState: 'absent' }), result({ baselineState: 'new' })])).problems,
    ).toHaveLength(1);
  });

  it('counts a suppression only once all are accepted', async () => {
    const suppression = (...states: (string | undefined)[]): unknown =>
      result({ suppressions: states.map((status) => ({ kind: 'external', ...(status && { status }) })) });
    const { problems } = await read({}, [
      suppression('accepted'),
      suppression(undefined),
      suppression('accepted', 'underReview'),
      suppression('rejected'),
      suppression(),
    ]);
    expect(problems.map(({ isSuppressed }) => isSuppressed)).toEqual([true, true, false, false, false]);
  });

  it.each([
    [{ level: 'error' }, {}, 'high'],
    [{ level: 'warning' }, {}, 'medium'],
    [{ level: 'note' }, {}, 'low'],
    [{ level: 'none' }, {}, 'unknown'],
    [{}, { defaultConfiguration: { level: 'error' } }, 'high'],
    [{}, {}, 'medium'],
    [{ level: 'note' }, { properties: { 'security-severity': '9.8' } }, 'critical'],
    [
      { level: 'note', properties: { 'security-severity': 4.2 } },
      { properties: { 'security-severity': '9.8' } },
      'medium',
    ],
    [{ level: 'error' }, { properties: { 'security-severity': '0.0' } }, 'high'],
  ])('reads the severity of %j under %j as %s', async (ofResult, ofRule, severity) => {
    const { problems } = await read({ rules: [{ id: 'R1', ...ofRule }] }, [result(ofResult)]);
    expect(problems[0]?.severity).toBe(severity);
  });

  it('finds the rule by index, by identifier, by its parent and in an extension', async () => {
    const rule = (id: string): unknown => ({ id, shortDescription: { text: `about ${id}` } });
    const { problems } = await read(
      { rules: [rule('A'), rule('B')] },
      [
        result({ ruleId: undefined, ruleIndex: 1 }),
        result({ ruleId: 'A' }),
        result({ ruleId: 'A/sub' }),
        result({ ruleId: undefined, rule: { index: 0, toolComponent: { index: 0 } } }),
        result({ ruleId: undefined, rule: { id: 'X', toolComponent: { name: 'more' } } }),
        result({ ruleId: 'A', ruleIndex: 1 }),
      ],
      {
        tool: {
          driver: { name: 'linter', rules: [rule('A'), rule('B')] },
          extensions: [{ name: 'more', rules: [rule('X')] }],
        },
      },
    );
    expect(problems.map(({ title }) => title)).toEqual([
      'about B',
      'about A',
      'about A',
      'about X',
      'about X',
      'about A',
    ]);
  });

  it('reads rules that come after the results', async () => {
    const log =
      '{"version":"2.1.0","runs":[{"results":[{"ruleId":"R","message":{"id":"m","arguments":["x"]}}],"tool":{"driver":{"rules":[{"id":"R","messageStrings":{"m":{"text":"bad {0} {1}"}}}],"name":"t"}}}]}';
    const { problems } = await parseReport([Buffer.from(log)]);
    expect(problems[0]).toMatchObject({ rule: 'R', title: 'bad x {1}' });
  });

  it('resolves places by base and by index, and leaves out where somebody had his files', async () => {
    const { problems } = await read(
      {},
      [
        result({ locations: [at('a%20b.c', { uriBaseId: 'SRC' })] }),
        result({ locations: [at('c.c', { uriBaseId: 'HOME' })] }),
        result({ locations: [{ physicalLocation: { artifactLocation: { index: 0 } } }] }),
        result({ locations: [{ logicalLocations: [{ index: 0 }] }] }),
      ],
      {
        originalUriBaseIds: { HOME: { uri: 'file:///home/me/' }, SRC: { uri: 'src', uriBaseId: 'HOME' } },
        artifacts: [{ location: { uri: 'listed.c', uriBaseId: 'SRC' } }],
        logicalLocations: [{ fullyQualifiedName: 'ns::f' }],
      },
    );
    expect(problems.map(({ path }) => path)).toEqual(['src/a b.c', 'c.c', 'src/listed.c', 'ns::f']);
    expect(problems[0]).toMatchObject({ startLine: 4, endLine: 5 });
  });

  it('makes one problem of a result with several locations, at the first', async () => {
    const { problems } = await read({}, [result({ locations: [at('a'), at('b')] })]);
    expect(problems.map(({ path }) => path)).toEqual(['a']);
  });

  it.each([
    ['gitleaks', {}, 'secret'],
    ['Trivy', { name: 'Secret', properties: { tags: ['secret', 'security'] } }, 'secret'],
    ['Trivy', { name: 'License' }, 'licence'],
    ['Trivy', { name: 'Misconfiguration', properties: { tags: ['misconfiguration'] } }, 'misconfiguration'],
    ['CodeQL', {}, 'misconfiguration'],
  ])("reads %s's results under the rule %j as %s", async (name, rule, kind) => {
    const { problems, covers } = await read({ name, rules: [{ id: 'R1', ...rule }] }, [result({})]);
    expect(problems[0]?.kind).toBe(kind);
    expect(covers).toEqual([kind]);
  });

  it("does not repeat a secret that a scanner's message may show", async () => {
    const scan = await read({ name: 'gitleaks', rules: [{ id: 'R1', shortDescription: { text: 'AWS key' } }] }, [
      result({ message: { text: 'AKIA-HIDDEN was found' } }),
    ]);
    expect(scan.problems[0]).toMatchObject({ title: 'AWS key', description: null });
    expect(JSON.stringify(scan)).not.toContain('HIDDEN');
  });

  it("reads Trivy's vulnerabilities out of the message", async () => {
    const text =
      'Package: libssl3\nInstalled Version: 3.0.1\nVulnerability CVE-2024-1\nSeverity: HIGH\nFixed Version: 3.0.2\nLink: [CVE-2024-1](https://x)';
    const rules = [{ id: 'CVE-2024-1', name: 'OsPackageVulnerability', properties: { 'security-severity': '2.0' } }];
    const scan = await read({ name: 'Trivy', rules }, [
      result({ ruleId: 'CVE-2024-1', ruleIndex: 0, level: 'note', message: { text } }),
    ]);
    expect(scan.components[0]).toMatchObject({ name: 'libssl3', version: '3.0.1', purl: null, type: 'os-package' });
    expect(scan.claims[0]).toMatchObject({ reportedId: 'CVE-2024-1', severity: 'high', fixedVersion: '3.0.2' });
  });

  it("reads Grype's, whose rules are named after advisory and package", async () => {
    const text = 'A medium vulnerability in npm package: @a/b, version 1.2 was found in image x at: /app/package.json';
    const scan = await read(
      {
        name: 'grype',
        rules: [{ id: 'GHSA-aaaa-bbbb-cccc-@a/b', help: { text: 'Severity: medium\nFix Version: 1.3' } }],
      },
      [result({ ruleId: 'GHSA-aaaa-bbbb-cccc-@a/b', message: { text }, locations: [at('app/package.json')] })],
    );
    expect(scan.components[0]).toMatchObject({
      purl: 'pkg:npm/%40a/b@1.2',
      places: [{ path: 'app/package.json', layer: null }],
    });
    expect(scan.claims[0]).toMatchObject({
      reportedId: 'GHSA-aaaa-bbbb-cccc',
      severity: 'medium',
      fixedVersion: '1.3',
    });
  });

  it("reads Snyk's: the package is the logical location, the CVE in the rule's description", async () => {
    const rules = [{ id: 'SNYK-DEBIAN10-APT-522585', fullDescription: { text: '(CVE-2011-3374) apt@1.8.2.2' } }];
    const locations = [{ logicalLocations: [{ fullyQualifiedName: 'apt@1.8.2.2' }] }];
    const scan = await read({ name: 'Snyk Container', rules }, [
      result({ ruleId: 'SNYK-DEBIAN10-APT-522585', level: 'note', locations }),
    ]);
    expect(scan.components[0]).toMatchObject({ name: 'apt', version: '1.8.2.2' });
    expect(scan.claims[0]?.ids).toEqual(['CVE-2011-3374', 'SNYK-DEBIAN10-APT-522585']);
  });

  it("reads Docker Scout's: the purl is a property of the rule", async () => {
    const rules = [
      {
        id: 'CVE-2024-1',
        properties: {
          purls: ['pkg:deb/debian/zlib@1.2?os_distro=bookworm'],
          fixed_version: '1.3',
          'security-severity': '7.5',
        },
      },
    ];
    const scan = await read({ name: 'docker scout', rules }, [result({ ruleId: 'CVE-2024-1' })]);
    expect(scan.components[0]).toMatchObject({ type: 'deb', name: 'zlib', version: '1.2' });
    expect(scan.claims[0]).toMatchObject({ severity: 'high', cvssScore: 7.5, fixedVersion: '1.3' });
  });

  it("reads OSV-Scanner's message with its aliases", async () => {
    const text = "Package 'lodash@4.17.4' is vulnerable to 'CVE-2018-3721' (also known as 'GHSA-fvqr-27wr-82fm').";
    const scan = await read({ name: 'osv-scanner' }, [
      result({ ruleId: 'CVE-2018-3721', message: { text }, locations: [at('package-lock.json')] }),
    ]);
    expect(scan.components[0]).toMatchObject({ name: 'lodash', version: '4.17.4' });
    expect(scan.claims[0]?.ids).toEqual(['CVE-2018-3721', 'GHSA-fvqr-27wr-82fm']);
  });

  it('counts a vulnerability of nothing anywhere', async () => {
    const scan = await read({ name: 'grype' }, [result({ ruleId: 'CVE-2024-1000', message: { text: 'x' } })]);
    expect(scan.claims.map(({ reportedId }) => reportedId)).toEqual(['CVE-2024-1000']);
    expect(scan.components).toEqual([expect.objectContaining({ name: 'not named', isListed: false })]);
  });

  it.each([
    ['grype', [], ['match']],
    ['gitleaks', [], ['secret']],
    ['hadolint', [], ['misconfiguration']],
    ['CodeQL', [], []],
  ])('covers what %s always looks for, found or not', async (name, results, covers) => {
    expect((await read({ name }, results)).covers).toEqual(covers);
  });

  it('reads which image Trivy looked at', async () => {
    const digest = `sha256:${'12'.repeat(32)}`;
    const properties = { imageName: 'acme/api:1', repoTags: ['acme/api:1'], repoDigests: [`acme/api@${digest}`] };
    expect((await read({ name: 'Trivy' }, [], { properties })).subject).toMatchObject({
      image: 'acme/api',
      tag: '1',
      digest,
    });
  });
});
