import { isFullRun } from '../../../testkit/tier.mjs';
import { mutated } from '../factories/mutations.js';
import { fixture, startApi, type TestApi } from './api.js';

/** The reader alone is tried on thousands (`src/core/reports/mutations.spec.ts`); here what it lets through is stored and gated. */
const MUTATIONS = isFullRun ? 1_000 : 30;

const REPORTS = [
  'known-answers/01-trivy-licences-of-four-packages.json',
  'known-answers/12-grype-unknown-but-cvss.json',
  'known-answers/141-cdx-recommendation-other-words.json',
  'known-answers/143-trivy-sarif-same-image.json',
];

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
});
