import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isFullRun } from '../../../../testkit/tier.mjs';
import { mutated } from '../../../test/factories/mutations.js';
import { unstorableIn } from '../../../test/factories/storable.js';
import { evidenceRulesOf } from '../gate/counting-evidence.js';
import { evaluate } from '../gate/evaluate.js';
import { factsOf } from '../gate/facts-of.js';
import { countComponents, recordOf } from '../gate/scan-record.js';
import { parsePolicy } from '../policy/parse-policy.js';
import { parseReport } from './parse-report.js';
import { ReportError } from './report-error.js';
import type { ReportFormat, Scan } from './scan.js';

/** Mutations of real reports, a reader; the same in every run. */
const MUTATIONS = isFullRun ? 10_000 : 150;

const REPORTS: Readonly<Record<ReportFormat, readonly string[]>> = {
  trivy: [
    'one-image/trivy.json',
    'reports/sample-scan-files/trivy/trivy_mix.json',
    'reports/jenkins-analysis-model/trivy_result_0.20.0.json',
    'reports/jenkins-analysis-model/trivy_conf.json',
    'known-answers/25-trivy-k8s-resource-error.json',
    'known-answers/01-trivy-licences-of-four-packages.json',
  ],
  grype: [
    'one-image/grype.json',
    'reports/jenkins-analysis-model/grype-report.json',
    'known-answers/12-grype-unknown-but-cvss.json',
    'known-answers/08-grype-distro-eol-alert.json',
  ],
  cyclonedx: [
    'one-image/trivy.cdx.json',
    'one-image/grype.cdx.json',
    'known-answers/141-cdx-recommendation-other-words.json',
    'known-answers/93-cdx-duplicate-bom-ref.json',
    'known-answers/158-cdx-vex-only-product.json',
  ],
  sarif: [
    'one-image/trivy.sarif',
    'one-image/grype.sarif',
    'reports/jenkins-analysis-model/violations_brokenfilePath.sarif',
    'known-answers/143-trivy-sarif-same-image.json',
    'known-answers/115-sarif-execution-failed-grype.json',
    'known-answers/05-sarif-two-results-on-one-line.sarif',
  ],
};

const AT = '2026-11-28T12:00:00.000Z';

const DIGEST = `sha256:${'f'.repeat(64)}`;

const FOLDER = new URL('../../../test/fixtures/', import.meta.url);

const policy = parsePolicy(readFileSync(new URL('../../../../security-config.yml', import.meta.url), 'utf8'));

describe.each(Object.entries(REPORTS))('%s, mutated', (_, files) => {
  it(`is read or refused ${MUTATIONS} times, and never passes with entries that could not be read`, async () => {
    const sources = files.map((file) => {
      const bytes = readFileSync(fileURLToPath(new URL(file, FOLDER)));
      return { file, bytes, document: JSON.parse(bytes.toString('utf8')) as unknown };
    });
    const outcomes = { read: 0, refused: 0 };
    for (let seed = 0; seed < MUTATIONS; seed += 1) {
      const source = sources[seed % sources.length];
      if (source === undefined) throw new Error('no reports');
      const name = `${source.file}, seed ${seed}`;
      const scan = await readOrRefuse(mutated(source.bytes, source.document, seed), name);
      outcomes[scan === null ? 'refused' : 'read'] += 1;
      if (scan === null) continue;
      expect({ name, unstorable: unstorableIn(scan) }).toEqual({ name, unstorable: [] });
      if (scan.skippedCount === 0) continue;
      expect({ name, outcome: outcomeOf(scan) }).not.toMatchObject({ outcome: 'pass' });
    }
    // Mutations that are all refused, or none, would try little.
    expect(Math.min(outcomes.read, outcomes.refused)).toBeGreaterThan(MUTATIONS / 20);
  }, 600_000);
});

async function readOrRefuse(bytes: Uint8Array, name: string): Promise<Scan | null> {
  try {
    return await parseReport([bytes]);
  } catch (error) {
    if (error instanceof ReportError && error.message.length <= 1_000 && error.issues.length <= 20) return null;
    throw new Error(`${name}: ${String(error)}`, { cause: error });
  }
}

function outcomeOf(scan: Scan): string {
  const facts = factsOf({
    image: 'ghcr.io/acme/api',
    digest: DIGEST,
    scans: [recordOf(scan, DIGEST, AT)],
    ...countComponents([scan]),
    ...evidenceRulesOf(policy.environments.find(({ name }) => name === 'prod')?.settings),
  });
  return evaluate({ facts, policy, waivers: [], environment: 'prod', at: AT }).outcome;
}
