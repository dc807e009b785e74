import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Real scanner output, and what it does not say of itself. Origins: the manifests beside the fixtures. */
export interface SampleReport {
  /** Below backend/test/fixtures. */
  readonly file: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** A made-up digest for a real report that names none. */
const digestFor = (image: string) => `sha256:${createHash('sha256').update(image).digest('hex')}`;

export const SAMPLE_REPORTS = {
  python: {
    file: 'reports/sample-scan-files/trivy/trivy_v0.2.1_python3.json',
    parameters: { image: 'docker.io/library/python', tag: '3', digest: digestFor('python:3') },
  },
  juiceShop: {
    file: 'reports/sample-scan-files/grype/juice_shop-grype-sca.json',
    parameters: { image: 'docker.io/bkimminich/juice-shop', tag: 'v14.3.1', digest: digestFor('juice-shop:v14.3.1') },
  },
  clientTrivy: {
    file: 'reports/sample-scan-files/trivy/k-client_trivy-report.json',
    parameters: { image: 'ghcr.io/acme/k-client', tag: '2.4.0', digest: digestFor('k-client:2.4.0') },
  },
  clientGrype: {
    file: 'reports/sample-scan-files/grype/k-client-grype-sca.json',
    parameters: { image: 'ghcr.io/acme/k-client', tag: '2.4.0', digest: digestFor('k-client:2.4.0') },
  },
  nginx: {
    file: 'reports/vexctl-sarif/nginx-trivy.sarif.json',
    parameters: { image: 'docker.io/library/nginx', tag: '1.23', digest: digestFor('nginx:1.23') },
  },
  sbom: {
    file: 'documents/cyclonedx-bom-examples/SBOM/proton-bridge/proton-bridge-v1.8.0.bom.json',
    parameters: {
      image: 'registry.internal.example.com:5000/platform/proton/bridge-with-a-name-longer-than-anybody-likes',
      digest: digestFor('proton-bridge:1.8.0'),
    },
  },
  alpine: { file: 'cli/alpine-3.14.trivy.json', parameters: {} },
} as const satisfies Record<string, SampleReport>;

export type SampleName = keyof typeof SAMPLE_REPORTS;

export function pathOf(report: SampleReport): string {
  return fileURLToPath(new URL(`../../backend/test/fixtures/${report.file}`, import.meta.url));
}

export interface Receipt {
  readonly scanId: string;
  readonly artifactId: string;
  readonly image: string;
  readonly digest: string;
  readonly counts: Readonly<Record<'critical' | 'high' | 'medium' | 'low' | 'unknown', number>>;
}

export async function postReport(apiUrl: string, token: string, report: SampleReport): Promise<Receipt> {
  const response = await fetch(`${apiUrl}/api/v1/reports?${new URLSearchParams({ ...report.parameters })}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: await readFile(pathOf(report)),
  });
  if (!response.ok) throw new Error(`${report.file} was not taken in: ${response.status} ${await response.text()}`);
  return (await response.json()) as Receipt;
}

export type Seed = Readonly<Record<SampleName, Receipt>>;

/** Every sample, one after another, so that the order of scans is the order above. */
export async function seedReports(apiUrl: string, token: string): Promise<Seed> {
  const receipts: Partial<Record<SampleName, Receipt>> = {};
  for (const [name, report] of Object.entries(SAMPLE_REPORTS)) {
    receipts[name as SampleName] = await postReport(apiUrl, token, report);
  }
  return receipts as Seed;
}
