import { isFullRun } from '../../../testkit/tier.mjs';
import type { ReportReceipt } from '../../src/modules/reports/dto/report-receipt.dto.js';
import { hostileReports } from '../factories/hostile-reports.js';
import { mutated } from '../factories/mutations.js';
import { WHOLE_REPORTS } from '../factories/whole-reports.js';
import { fixture, startApi, type TestApi } from './api.js';

/** The reader alone is tried on thousands (`src/core/reports/mutations.spec.ts`); here what it lets through is stored and gated. */
const MUTATIONS = isFullRun ? 1_000 : 10;

const REPORTS = [
  'known-answers/01-trivy-licences-of-four-packages.json',
  'known-answers/12-grype-unknown-but-cvss.json',
  'known-answers/141-cdx-recommendation-other-words.json',
  'known-answers/143-trivy-sarif-same-image.json',
];

/** Of the places of a report: each of them in the full run. */
const EVERY = isFullRun ? 1 : 36;

/** Whoever may send a report must not be able to make the server fail, or to have it store half of one. */
describe('Mutated reports', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startApi();
  });

  afterAll(() => api.stop());

  it.each(REPORTS)('%s is taken in or refused, never a failure of the server', async (path) => {
    const bytes = fixture(path);
    const document: unknown = JSON.parse(bytes.toString('utf8'));
    const statuses = new Map<number, number>();
    for (let seed = 0; seed < MUTATIONS; seed += 1) {
      const response = await api.send(mutated(bytes, document, seed), `?image=acme/mutated&tag=${seed}`);
      const { code } = (await response.json()) as { code?: string };
      if (response.status >= 500) throw new Error(`seed ${seed} of ${path}: ${response.status} ${code}`);
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    }
    expect([...statuses.keys()].filter((status) => ![200, 201, 400, 422].includes(status))).toEqual([]);
    expect(statuses.get(201)).toBeGreaterThan(0);
    expect(statuses.get(422)).toBeGreaterThan(0);
  });

  /** The reader alone is given more of them (`src/core/reports/hostile-reports.spec.ts`). */
  it.each(Object.entries(WHOLE_REPORTS))(
    'a %s report with a hostile value in it is, too, and so is what is asked of it afterwards',
    async (format, report) => {
      const faults: string[] = [];
      let number = 0;
      for (const { name, document } of hostileReports(report, 1, 20_261_129)) {
        number += 1;
        if (number % EVERY !== 0) continue;
        const response = await api.send(JSON.stringify(document), `?image=acme/${format}&tag=${number}`);
        const text = await response.text();
        if (response.status >= 500) faults.push(`${name}: ${response.status} ${text}`);
        if (!response.ok) continue;
        const { artifactId, scanId } = JSON.parse(text) as ReportReceipt;
        for (const path of [
          `/api/v1/artifacts/${artifactId}`,
          `/api/v1/artifacts/${artifactId}/findings?limit=200`,
          `/api/v1/artifacts/${artifactId}/components?limit=200`,
          `/api/v1/scans/${scanId}/report`,
        ]) {
          const { status } = await api.get(path);
          if (status !== 200) faults.push(`${name}: ${path} ${status}`);
        }
      }
      expect(faults).toEqual([]);
    },
  );
});
