import { readFileSync } from 'node:fs';
import { parsePolicy } from '../policy/parse-policy.js';
import { parseReport } from '../reports/parse-report.js';
import { evidenceRulesOf } from './counting-evidence.js';
import { evaluate } from './evaluate.js';
import { factsOf } from './facts-of.js';
import { countComponents, recordOf } from './scan-record.js';
import type { Settings } from './settings.js';
import type { Verdict } from './verdict.js';

const fixture = (path: string) => readFileSync(new URL(`../../../test/fixtures/${path}`, import.meta.url));
const shipped = parsePolicy(readFileSync(new URL('../../../../security-config.yml', import.meta.url), 'utf8'));

/** Lists a component of the image; the goldens of Trivy's tests name packages beside findings alone. */
const SBOM = JSON.stringify({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: { timestamp: '2021-08-25T12:20:30Z', component: { type: 'container', name: 'acme/api' } },
  components: [{ type: 'library', name: 'musl', version: '1.2.5-r10', purl: 'pkg:apk/alpine/musl@1.2.5-r10' }],
});

/** An hour after the newest scan; scans that are not dated are taken to have arrived in November 2026. */
async function judge(...paths: string[]): Promise<Record<string, Verdict>> {
  const scans = await Promise.all(
    paths.map((path) => parseReport([path === SBOM ? Buffer.from(SBOM) : fixture(path)])),
  );
  const dated = scans.map(({ scannedAt }) => scannedAt ?? '2026-11-20T00:00:00.000Z');
  const records = scans.map((scan, index) => recordOf(scan, paths[index] ?? '', dated[index] ?? ''));
  const factsFor = (settings: Settings) =>
    factsOf({
      image: 'ghcr.io/acme/api',
      digest: `sha256:${'d'.repeat(64)}`,
      scans: records,
      ...countComponents(scans),
      ...evidenceRulesOf(settings),
    });
  const at = new Date(Math.max(...dated.map((time) => Date.parse(time))) + 3_600_000).toISOString();
  return Object.fromEntries(
    shipped.environments.map(({ name, settings }) => [
      name,
      evaluate({ facts: factsFor(settings), policy: shipped, waivers: [], environment: name, at }),
    ]),
  );
}

const outcomes = (verdicts: Record<string, Verdict>) =>
  Object.values(verdicts)
    .map(({ outcome }) => outcome)
    .join(' ');

const GOLDEN = 'scanner-goldens/trivy-golden';

describe('the shipped policy and real reports', () => {
  it('does not know from a report without components whether the image was scanned, but in dev', async () => {
    const verdicts = await judge(`${GOLDEN}/sl-micro-rancher5.4.json.golden`);
    expect(outcomes(verdicts)).toBe('pass unknown unknown');
    expect(verdicts['prod']?.reasons[0]?.rule).toBe('evidence.components');
  });

  it('lets a clean, fresh Trivy report of an image pass everywhere', async () => {
    const verdicts = await judge(`${GOLDEN}/sl-micro-rancher5.4.json.golden`, SBOM);
    expect(outcomes(verdicts)).toBe('pass pass pass');
    expect(verdicts['prod']?.holdsUntil).not.toBeNull();
  });

  it('stops fixable vulnerabilities where they are too many, and says which upgrade clears them', async () => {
    const verdicts = await judge(`${GOLDEN}/debian-buster-ignore-unfixed.json.golden`);
    expect(outcomes(verdicts)).toBe('pass fail fail');
    expect(verdicts['stage']?.reasons[0]).toMatchObject({
      rule: 'vulnerabilities.critical',
      outcome: 'fail',
      message: expect.stringContaining('CVE-2019-18224 in libidn2-0'),
      remedy: expect.stringMatching(/^Upgrade libidn2-0 from \S+ to \S+\.$/),
    });
  });

  it('does not know about prod where the operating system is past its end of life', async () => {
    const verdicts = await judge(`${GOLDEN}/opensuse-leap-151.json.golden`, SBOM);
    expect(outcomes(verdicts)).toBe('pass pass unknown');
    expect(verdicts['prod']?.reasons[0]?.rule).toBe('evidence.endOfLife');
  });

  it('does not know anything from a plain SBOM', async () => {
    const verdicts = await judge(`${GOLDEN}/conda-cyclonedx.json.golden`);
    expect(outcomes(verdicts)).toBe('unknown unknown unknown');
  });

  it('does not take a scan for misconfigurations for one for vulnerabilities', async () => {
    const verdicts = await judge(`${GOLDEN}/terraform-remote-submodule.json.golden`);
    expect(outcomes(verdicts)).toBe('unknown fail fail');
    expect(verdicts['dev']?.reasons[0]?.message).toBe('No scan covers vulnerabilities.');
  });

  it('gives the same verdict in whatever order reports come', async () => {
    const paths = [
      `${GOLDEN}/debian-buster.json.golden`,
      `${GOLDEN}/pom-cyclonedx.json.golden`,
      `${GOLDEN}/pnpm.json.golden`,
    ];
    expect(await judge(...paths.toReversed())).toEqual(await judge(...paths));
  });
});
