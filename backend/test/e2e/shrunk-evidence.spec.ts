import type { ReportReceipt } from '../../src/modules/reports/dto/report-receipt.dto.js';
import type { Verdict } from '../../src/modules/gate/dto/verdict.dto.js';
import { startApi, type TestApi } from './api.js';

const DIGEST = `sha256:${'7'.repeat(64)}`;

const VULNERABILITY = {
  VulnerabilityID: 'CVE-2026-1000',
  PkgName: 'openssl',
  InstalledVersion: '3.0.1-r0',
  FixedVersion: '3.0.9-r0',
  Severity: 'CRITICAL',
};

/** A report by Trivy of one image, with what it lists inside. */
function report(createdAt: string, packages: readonly string[], vulnerabilities: readonly object[] = []): Buffer {
  const result = {
    Target: 'app (alpine 3.22.1)',
    Class: 'os-pkgs',
    Type: 'alpine',
    Packages: packages.map((name) => ({ Name: name, Version: '3.0.1-r0' })),
    Vulnerabilities: vulnerabilities,
  };
  return Buffer.from(
    JSON.stringify({
      SchemaVersion: 2,
      CreatedAt: createdAt,
      ArtifactName: `ghcr.io/acme/shrunk@${DIGEST}`,
      ArtifactType: 'container_image',
      Metadata: { OS: { Family: 'alpine', Name: '3.22.1' } },
      Results: [result],
    }),
  );
}

describe('a report with an emptied list', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startApi();
  });

  afterAll(() => api.stop());

  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  const outcomeIn = ({ verdicts }: ReportReceipt, name: string) =>
    verdicts.find(({ environment }) => environment === name)?.outcome;
  const verdictFor = (environment: string) =>
    api.read<Verdict>(`/api/v1/gate?image=ghcr.io/acme/shrunk&digest=${DIGEST}&environment=${environment}`);

  it('does not make prod pass, says what it lacks everywhere, and is mended by a whole one', async () => {
    const bad = await api.take(report(ago(30), ['openssl', 'musl'], [VULNERABILITY]), '');
    expect(outcomeIn(bad, 'prod')).toBe('fail');

    const emptied = await api.take(report(ago(20), ['musl']), '');
    expect(outcomeIn(emptied, 'prod')).toBe('unknown');
    const prod = await verdictFor('prod');
    expect(prod.reasons.find(({ rule }) => rule === 'evidence.shrunk')).toMatchObject({
      outcome: 'unknown',
      message: expect.stringContaining(
        'does not list 1 component that an earlier one listed: openssl 3.0.1-r0.',
      ) as string,
    });
    expect(prod.inputs.scans).toMatchObject([{ lacks: { count: 1, names: ['openssl 3.0.1-r0'] } }]);
    const dev = await verdictFor('dev');
    expect(dev.reasons.find(({ rule }) => rule === 'evidence.shrunk')).toMatchObject({ outcome: 'pass' });

    const whole = await api.take(report(ago(10), ['openssl', 'musl', 'zlib']), '');
    expect(outcomeIn(whole, 'prod')).toBe('pass');
  });
});
