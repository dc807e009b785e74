import type { Artifact } from '../../src/modules/artifacts/dto/artifact-detail.dto.js';
import type { FindingPage } from '../../src/modules/findings/dto/finding-page.dto.js';
import { fixture, type TestApi } from './api.js';
import type { Place, World } from './route-expectations.js';

const REPORTS: Record<Place, string> = {
  ours: 'reports/vexctl-sarif/nginx-trivy.sarif.json',
  theirs: 'reports/jenkins-analysis-model/grype-report-wo-description.json',
};

/** Two projects with an image each, and something of everything that a route can ask for. */
export async function createWorld(api: TestApi): Promise<World> {
  const of = async <Value>(make: (place: Place) => Promise<Value>): Promise<Record<Place, Value>> => ({
    ours: await make('ours'),
    theirs: await make('theirs'),
  });
  const receipts = await of((place) =>
    api.take(fixture(REPORTS[place]), `?project=${place}&image=acme/${place}&tag=1`),
  );
  return {
    api,
    projectIds: await of(async (place) => {
      const [project] = await api.sql<{ id: number }>('SELECT id FROM project WHERE slug = $1', [place]);
      return project?.id ?? 0;
    }),
    imageIds: await of(async (place) => {
      const artifact = await api.read<Artifact>(`/api/v1/artifacts/${receipts[place].artifactId}`);
      return artifact.imageId;
    }),
    artifactIds: await of(async (place) => receipts[place].artifactId),
    scanIds: await of(async (place) => receipts[place].scanId),
    findingIds: await of(async (place) => {
      const path = `/api/v1/artifacts/${receipts[place].artifactId}/findings?limit=1`;
      return (await api.read<FindingPage>(path)).items[0]?.id ?? '';
    }),
    verdictIds: await of(async (place) => {
      const artifact = await api.read<Artifact>(`/api/v1/artifacts/${receipts[place].artifactId}`);
      return artifact.verdicts[0]?.verdictId ?? '';
    }),
  };
}
