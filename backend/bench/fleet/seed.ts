import type { BenchDatabase } from '../database.js';
import type { Say } from '../say.js';
import { jsonOf, post } from '../http-client.js';
import { digestOf } from '../synthetic/digest.js';
import { sample } from '../synthetic/random.js';
import { trivyReport } from '../synthetic/trivy-report.js';
import { multiplyArtifacts } from './multiply.js';

export interface Fleet {
  readonly artifacts: number;
  readonly components: number;
  readonly edges: number;
  readonly findings: number;
}

/** Artifacts whose reports the API takes in; the others are copies of these, in other images and builds. */
const ORIGINALS = 50;
const IMAGES_PER_ORIGINAL = 8;
const BUILDS_PER_IMAGE = 5;

const COMPONENTS_PER_ARTIFACT = 5_000;
/** All artifacts draw on these, so that most components are in many artifacts. */
const KNOWN_COMPONENTS = 60_000;
const FINDINGS_PER_COMPONENT = 2.08;

/**
 * 2,000 artifacts of 5,000 components with some 10,000 findings each. What is multiplied was written by a real
 * ingest, so that every row looks as the API would have it.
 */
export async function seedFleet(database: BenchDatabase, say: Say): Promise<Fleet> {
  const api = await database.startApi();
  for (let original = 0; original < ORIGINALS; original += 1) {
    const report = trivyReport({
      image: `ghcr.io/acme/service-${String(original).padStart(2, '0')}`,
      digest: digestOf('fleet', original),
      components: sample(COMPONENTS_PER_ARTIFACT, KNOWN_COMPONENTS, original),
      mean: FINDINGS_PER_COMPONENT,
      createdAt: new Date(Date.now() - original * 3_600_000).toISOString(),
    });
    jsonOf(await post(`${api.url}/api/v1/reports`, [Buffer.from([...report].join(''))]));
    if (original % 10 === 9) say(`${original + 1} of ${ORIGINALS} reports taken in`);
  }
  await api.stop();
  const client = await database.connect();
  await multiplyArtifacts(client, { imagesPerOriginal: IMAGES_PER_ORIGINAL, buildsPerImage: BUILDS_PER_IMAGE }, say);
  const { rows } = await client.query<Record<keyof Fleet, string>>(
    `SELECT (SELECT count(*) FROM artifact) AS artifacts,
              (SELECT count(*) FROM component) AS components,
              (SELECT count(*) FROM artifact_component) AS edges,
              (SELECT sum(cardinality(ids)) FROM finding_list) AS findings`,
  );
  const [counted] = rows;
  if (!counted) throw new Error('the fleet cannot be counted');
  return {
    artifacts: Number(counted.artifacts),
    components: Number(counted.components),
    edges: Number(counted.edges),
    findings: Number(counted.findings),
  };
}
