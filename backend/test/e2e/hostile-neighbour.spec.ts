import type { FindingPage } from '../../src/modules/findings/dto/finding-page.dto.js';
import type { ReportReceipt } from '../../src/modules/reports/dto/report-receipt.dto.js';
import { fixture, startApi, type TestApi } from './api.js';

/**
 * Components, advisories, matches, claims and texts are stored once for all projects. Whoever may report to one project must not
 * change a byte of what another one reads, neither by coming first nor by coming after.
 */
const OURS: Readonly<Record<string, string | Buffer>> = {
  trivy: fixture('one-image/trivy.json'),
  grype: fixture('one-image/grype.json'),
  // Two scanners, each with its own name for the same advisory; and purls that name no version.
  bom: JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    metadata: { component: { type: 'container', name: 'acme/ours' }, tools: [{ name: 'scanner', version: '1' }] },
    components: [
      { 'bom-ref': 'a', type: 'library', name: 'apt', version: '1:2.3', purl: 'pkg:deb/debian/apt@1:2.3' },
      { 'bom-ref': 'b', type: 'library', name: 'open', version: '1.0', purl: 'pkg:npm/open' },
      { 'bom-ref': 'c', type: 'library', name: 'unnamed', version: '1' },
    ],
    vulnerabilities: [
      {
        id: 'CVE-2026-1000',
        affects: [{ ref: 'a' }],
        ratings: [{ severity: 'high', score: 7.5 }],
        description: 'Ours.',
      },
      { id: 'GHSA-aaaa-bbbb-cccc', affects: [{ ref: 'b' }], ratings: [{ severity: 'critical', score: 9.8 }] },
      { id: 'CVE-2026-1001', affects: [{ ref: 'c' }], ratings: [{ severity: 'medium' }] },
    ],
  }),
};

/** Of a neighbour, who knows every byte of ours. */
function hostileReports(): string[] {
  const grype = JSON.parse(fixture('one-image/grype.json').toString()) as {
    matches: { vulnerability: Record<string, unknown>; artifact: Record<string, unknown> }[];
  };
  const match = (artifact: object, vulnerability: object, related: object[] = []): object => ({
    vulnerability: { severity: 'Negligible', ...vulnerability },
    relatedVulnerabilities: related,
    artifact: { name: 'evil', version: '0.0.1', type: 'pkg', ...artifact },
  });
  const purls = grype.matches.map(({ artifact }) => artifact['purl'] as string);
  const advisories = [...new Set(grype.matches.map(({ vulnerability }) => vulnerability['id'] as string))];
  return [
    // Components without a purl that spell one.
    { matches: [match({ type: 'pkg:deb/debian/apt@1', name: '2.3', version: '' }, { id: 'CVE-2026-1000' })] },
    { matches: purls.map((purl) => match({ type: purl, name: '' }, { id: 'CVE-2026-1000' })) },
    // Purls with other words beside them.
    { matches: purls.map((purl) => match({ purl, name: 'renamed', version: '99' }, { id: 'CVE-2026-1000' })) },
    { matches: [match({ purl: 'pkg:npm/open', name: 'renamed', version: '99' }, { id: 'GHSA-aaaa-bbbb-cccc' })] },
    // Every advisory is one, by the neighbour's word; one at a time, and all in one.
    { matches: advisories.map((id) => match({}, { id: 'GHSA-eeee-vvvv-iiii' }, [{ id }])) },
    {
      matches: [
        match(
          {},
          { id: 'GHSA-aaaa-bbbb-cccc' },
          advisories.map((id) => ({ id })),
        ),
      ],
    },
    { matches: [match({}, { id: 'CVE-2026-1000' }, [{ id: 'GHSA-aaaa-bbbb-cccc' }, { id: 'CVE-2026-1001' }])] },
    // The very same claims, but for numbers that JSON can write and nothing can hold.
    {
      ...grype,
      matches: grype.matches.map((one) => ({ ...one, vulnerability: { ...one.vulnerability, epss: HUGE } })),
    },
  ].map((report) =>
    JSON.stringify({ descriptor: { name: 'grype', version: '0.100.0' }, ...report }).replaceAll(
      `"${HUGE}"`,
      '[{"cve":"CVE-2026-1000","epss":1e999,"percentile":1e999,"date":"2026-01-01"}]',
    ),
  );
}

const HUGE = 'HUGE';

async function attack(api: TestApi): Promise<number> {
  let taken = 0;
  for (const report of hostileReports()) {
    const { status } = await api.send(report, '?project=neighbour&image=acme/hostile');
    expect([201, 422]).toContain(status);
    if (status === 201) taken += 1;
  }
  return taken;
}

async function sendOurs(api: TestApi): Promise<ReportReceipt> {
  let receipt: ReportReceipt | undefined;
  for (const report of Object.values(OURS))
    receipt = await api.take(report, `?project=ours&image=acme/ours&digest=${DIGEST}`);
  if (receipt === undefined) throw new Error('nothing was sent');
  return receipt;
}

const DIGEST = `sha256:${'ab'.repeat(32)}`;

/** Every answer about our artifact, by its path. */
async function answersOf(api: TestApi, { artifactId }: ReportReceipt): Promise<Record<string, string>> {
  const artifact = `/api/v1/artifacts/${artifactId}`;
  const { items } = await api.read<FindingPage>(`${artifact}/findings?limit=200`);
  const paths = [
    artifact,
    `${artifact}/components?limit=200`,
    `${artifact}/components?limit=200&q=evil`,
    ...['severity', 'advisory', '-component', 'published', '-epss', 'kind'].map(
      (sort) => `${artifact}/findings?limit=200&sort=${sort}`,
    ),
    ...['GHSA-eeee-vvvv-iiii', 'CVE-2026-1000', 'renamed', 'apt'].map((q) => `${artifact}/findings?limit=200&q=${q}`),
    ...items.map(({ id }) => `${artifact}/findings/${id}`),
    ...['dev', 'stage', 'prod'].map(
      (name) => `/api/v1/gate?project=ours&image=acme/ours&digest=${DIGEST}&environment=${name}`,
    ),
    '/api/v1/images?project=ours',
  ];
  const answers: Record<string, string> = {};
  for (const path of paths) {
    const response = await api.get(path);
    answers[path] = `${response.status} ${await response.text()}`;
  }
  return answers;
}

/** Without what says which row something is, and when it came. */
function withoutRows(answers: Readonly<Record<string, string>>): Record<string, string> {
  return edited(answers, (text) =>
    text
      .replaceAll(/"(?:id|scanId|artifactId|imageId)":"\d+"/g, '"id":"…"')
      .replaceAll(/"(?:verdictId)":"[^"]*"/g, '"verdictId":"…"')
      .replaceAll(
        /"(?:receivedAt|evaluatedAt|scannedAt|lastScannedAt|firstSeenAt|createdAt|since|holdsUntil)":"[^"]*"/g,
        '"at":"…"',
      )
      .replaceAll(/"nextCursor":"[^"]*"/g, '"nextCursor":"…"'),
  );
}

function edited(answers: Readonly<Record<string, string>>, edit: (text: string) => string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(answers).map(([path, text]) => [path.replace(/artifacts\/\d+/, 'artifacts/…'), edit(text)]),
  );
}

/** Where two sets of answers differ, and how each goes on from there. */
function differences(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): string[] {
  return Object.keys({ ...one, ...other }).flatMap((path) => {
    const [a = '', b = ''] = [one[path], other[path]];
    if (a === b) return [];
    const at = [...a].findIndex((letter, place) => letter !== b[place]);
    return [`${path}: …${a.slice(Math.max(0, at - 60), at + 100)}… is …${b.slice(Math.max(0, at - 60), at + 100)}…`];
  });
}

describe('A neighbour who means harm', () => {
  let attacked: TestApi;
  let alone: TestApi;

  beforeAll(async () => {
    [attacked, alone] = await Promise.all([startApi(), startApi()]);
  });

  afterAll(() => Promise.all([attacked.stop(), alone.stop()]));

  it('changes nothing of our answers, whether the reports come before ours or after', async () => {
    const ours = await sendOurs(alone);
    const expected = await answersOf(alone, ours);
    expect(Object.values(expected).every((text) => text.startsWith('200 '))).toBe(true);
    expect(await attack(attacked)).toBeGreaterThan(5);
    const theirs = await sendOurs(attacked);
    expect(differences(withoutRows(expected), withoutRows(await answersOf(attacked, theirs)))).toEqual([]);

    await attack(alone);
    expect(differences(expected, await answersOf(alone, ours))).toEqual([]);
    // Nor when the verdict is given anew, from what is stored.
    await alone.sql('UPDATE artifact_verdict SET holds_until = now()');
    await answersOf(alone, ours);
    const timeless = (text: string): string => text.replaceAll(/"evaluatedAt":"[^"]*"/g, '');
    expect(differences(edited(expected, timeless), edited(await answersOf(alone, ours), timeless))).toEqual([]);
  });

  it('has no row that is not as its key says', async () => {
    const rows = await attacked.sql('SELECT key, purl FROM component WHERE (purl IS NULL) = (key LIKE $1)', ['pkg:%']);
    expect(rows).toEqual([]);
  });
});
