import { parseReport } from './parse-report.js';
import { ReportError } from './report-error.js';
import { placeOfSecret, withoutCredentials } from './secret-text.js';

/** Made up; no service issues such a thing. */
const CANARY = 'Qm7zKw41xVb09TyCanaryLp5';

/** What a credential of a known form looks like; the documentation of its issuer shows it. */
const AWS_EXAMPLE = ['AKIA', 'IOSFODNN7EXAMPLE'].join('');

type Json = Readonly<Record<string, unknown>>;

async function kept(document: unknown): Promise<string> {
  try {
    return JSON.stringify(await parseReport([Buffer.from(JSON.stringify(document))]));
  } catch (error) {
    if (error instanceof ReportError) return JSON.stringify([error.message, error.issues]);
    throw error;
  }
}

function trivy(secret: Json): unknown {
  const given = { RuleID: 'aws-access-key-id', Severity: 'CRITICAL', Title: 'AWS key', StartLine: 1, ...secret };
  return {
    SchemaVersion: 2,
    ArtifactName: 'acme/api:1',
    ArtifactType: 'container_image',
    Results: [{ Target: 'app/.env', Class: 'secret', Secrets: [given] }],
  };
}

function sarif(name: string, result: Json, rule: Json = {}, run: Json = {}): unknown {
  const rules = [{ id: 'aws-access-token', ...rule }];
  const results = [{ ruleId: 'aws-access-token', ruleIndex: 0, message: { text: 'found' }, ...result }];
  return { version: '2.1.0', runs: [{ tool: { driver: { name, rules } }, results, ...run }] };
}

const at = (uri: string, region: Json = {}): Json => ({
  locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine: 1, ...region } } }],
});

const TOOLS = [
  'gitleaks',
  'trufflehog',
  'secretlint',
  'detect-secrets',
  'ggshield',
  'Kingfisher',
  'Nosey Parker',
  'Gitleaks (by MegaLinter)',
  'JFrog Secrets Scanner',
];

describe('the text of a secret', () => {
  it.each(TOOLS)('is not kept of the message of %s', async (name) => {
    expect(await kept(sarif(name, { message: { text: `key: ${CANARY}` } }))).not.toContain(CANARY);
  });

  it.each([
    ['its markdown', { message: { text: 'found', markdown: CANARY } }],
    ['the arguments of its message', { message: { id: 'm', arguments: [CANARY] } }],
    ['a snippet', at('a', { snippet: { text: `key = ${CANARY}` } })],
    ['a query', at(`config.json?token=${CANARY}`)],
    ['a fragment', at(`config.json#${CANARY}`)],
    ['the address of a repository', at(`https://user:${CANARY}@example.org/a.git`)],
    ['a property', { properties: { match: CANARY, tags: [CANARY] } }],
    ['a fingerprint', { fingerprints: { a: CANARY }, partialFingerprints: { b: CANARY } }],
    ['a suppression', { suppressions: [{ kind: 'external', justification: CANARY }] }],
    ['its identifier', { ruleId: `key-${CANARY}`, ruleIndex: -1 }],
    ['a score', { properties: { 'security-severity': CANARY } }],
    ['a level that there is not', { level: CANARY }],
    ['a key that there is not', { [`x${CANARY.slice(0, 3)}`]: CANARY }],
    ['an address that is none', { ...at('a'), hostedViewerUri: `%% ${CANARY}` }],
    ['a logical location', { locations: [{ logicalLocations: [{ fullyQualifiedName: `a?${CANARY}` }] }] }],
  ])('is not kept of %s of a result', async (_, result) => {
    expect(await kept(sarif('gitleaks', result, { messageStrings: { m: { text: 'found {0}' } } }))).not.toContain(
      CANARY,
    );
  });

  it.each([
    ['short description', { shortDescription: { text: `Key ${CANARY}` } }],
    ['full description', { fullDescription: { text: CANARY } }],
    ['help', { help: { text: CANARY, markdown: CANARY } }],
    ['name', { name: `Key${CANARY}` }],
    ['address', { helpUri: `https://example.org/?q=${CANARY}` }],
    ['message', { messageStrings: { m: { text: CANARY } } }],
  ])('is not kept of the %s of a rule that was made up for it', async (_, rule) => {
    expect(await kept(sarif('gitleaks', {}, rule))).not.toContain(CANARY);
  });

  it('is not kept of a rule that says a word of the code, however it looks', async () => {
    const text = await kept(
      sarif('gitleaks', at('a', { snippet: { text: 'pass = correcthorse' } }), {
        shortDescription: { text: 'Password correcthorse' },
      }),
    );
    expect(text).not.toContain('correcthorse');
  });

  it.each([
    ['renamed, under a rule whose words tell', 'renamed', {}],
    ['of a scanner of packages', 'grype', {}],
    ['of Trivy', 'Trivy', { id: 'aws-access-token', name: 'Secret', fullDescription: { text: CANARY } }],
    ['of Semgrep', 'Semgrep OSS', { properties: { tags: ['secrets'] } }],
  ])('is not kept where the tool is %s', async (_, name, rule) => {
    expect(await kept(sarif(name, { message: { text: CANARY } }, rule))).not.toContain(CANARY);
  });

  it.each([
    ['Match', { Match: CANARY }],
    ['Code', { Code: { Lines: [{ Number: 1, Content: CANARY, Highlighted: CANARY }] } }],
    ['Title', { Title: `Key ${CANARY}` }],
    ['RuleID', { RuleID: CANARY }],
    ['Category', { Category: CANARY }],
    ['Severity', { Severity: CANARY }],
    ['a number that is none', { StartLine: CANARY }],
    ['a rule that is none', { RuleID: [CANARY] }],
  ])("is not kept of Trivy's %s", async (_, secret) => {
    expect(await kept(trivy(secret))).not.toContain(CANARY);
  });

  it.each([
    ['message', { Message: `found ${AWS_EXAMPLE}` }],
    ['title', { Title: `found ${AWS_EXAMPLE}` }],
    ['description', { Description: `password = "${CANARY}"` }],
    ['resolution', { Resolution: `token: ${CANARY}` }],
  ])("is not kept of the %s of Trivy's misconfiguration that quotes it", async (_, more) => {
    const Misconfigurations = [{ ID: 'DS031', Status: 'FAIL', Severity: 'HIGH', ...more }];
    const text = await kept({
      SchemaVersion: 2,
      ArtifactName: 'a',
      ArtifactType: 'container_image',
      Results: [{ Target: 'Dockerfile', Class: 'config', Misconfigurations }],
    });
    expect(text).toContain('DS031');
    expect(text).not.toContain(CANARY);
    expect(text).not.toContain(AWS_EXAMPLE);
  });

  it('is not kept of the message of a linter that quotes it', async () => {
    const text = await kept(sarif('hadolint', { message: { text: `ENV KEY=${AWS_EXAMPLE}` } }));
    expect(text).not.toContain(AWS_EXAMPLE);
  });

  it('is not kept of the words of a run that failed', async () => {
    const toolExecutionNotifications = [
      { level: 'error', message: { text: `cannot fetch https://me:${CANARY}@x.org` } },
    ];
    const invocations = [{ executionSuccessful: false, toolExecutionNotifications }];
    const text = await kept(sarif('gitleaks', {}, {}, { invocations }));
    expect(text).toContain('cannot fetch');
    expect(text).not.toContain(CANARY);
  });

  it('is not kept of the words of a refusal', async () => {
    const refused = parseReport([Buffer.from(`export AWS_ACCESS_KEY_ID=${AWS_EXAMPLE}`)]);
    await expect(refused).rejects.toThrow(ReportError);
    const error: unknown = await refused.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ReportError);
    expect(JSON.stringify([(error as ReportError).message, (error as ReportError).issues])).not.toContain(AWS_EXAMPLE);
  });

  it('is looked for in the time that a text takes to read', () => {
    const hostile = ['a.'.repeat(500_000), `${'-----BEGIN '.repeat(50_000)}`, `password${"'".repeat(500_000)}`];
    const start = performance.now();
    for (const text of hostile) expect(withoutCredentials(text)).toBe(text);
    expect(performance.now() - start).toBeLessThan(5000);
  });

  it('costs no rule its own words', async () => {
    const scan = await parseReport([
      Buffer.from(
        JSON.stringify(
          sarif('gitleaks', at('app/.env'), {
            shortDescription: { text: 'Auth0 or Base64 key, found by SHA256 (v2)' },
          }),
        ),
      ),
    ]);
    expect(scan.problems[0]).toMatchObject({
      rule: 'aws-access-token',
      title: 'Auth0 or Base64 key, found by SHA256 (v2)',
      path: 'app/.env',
    });
  });
});

describe('withoutCredentials', () => {
  it.each([
    ['a password is not set: use a secret', 'a password is not set: use a secret'],
    ['token: required', 'token: required'],
    ['secret = "not a word"', 'secret = "not a word"'],
    ['password="letmein1"', 'password=[left out]'],
    ['https://example.org:8080/a@b', 'https://example.org:8080/a@b'],
    ['ghcr.io/acme/api@sha256:0123456789abcdef', 'ghcr.io/acme/api@sha256:0123456789abcdef'],
  ])('reads %j as %j', (text, clean) => {
    expect(withoutCredentials(text)).toBe(clean);
  });
});

describe('placeOfSecret', () => {
  it.each([
    ['app/.env', 'app/.env'],
    ['https://u:p@example.org/a?b#c', 'https://[left out]@example.org/a'],
    ['a#b', 'a'],
  ])('reads %s as %s', (path, place) => {
    expect(placeOfSecret(path)).toBe(place);
  });
});
