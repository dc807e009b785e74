import type { Client } from 'pg';
import type { BenchDatabase } from '../database.js';
import type { Say } from '../say.js';
import { sendReport } from '../send-report.js';
import { digestOf } from '../synthetic/digest.js';
import { sample } from '../synthetic/random.js';
import type { FleetScale } from '../scale.js';
import { seedDeployments } from './deployments.js';
import { multiplyArtifacts } from './multiply.js';
import { seedPeople } from './people.js';
import { seedWaivers } from './waivers.js';
import { waitForPostings } from './postings.js';

export interface FleetCounts {
  readonly artifacts: number;
  readonly components: number;
  readonly edges: number;
  readonly findings: number;
  /** Of the database, without the archive of reports as they were received. */
  readonly storeBytes: number;
  /** Of the blocks that hold the findings: what is counted by, the names, titles and other texts. */
  readonly columnBytes: number;
  readonly nameBytes: number;
  readonly textBytes: number;
}

type CountedFleet = Omit<FleetCounts, 'storeBytes'> & { bytes: number; archiveBytes: number };

export const FINDINGS_PER_COMPONENT = 2.08;

/**
 * Artifacts with some two findings for each component, and people. What is multiplied was written by a real ingest, so
 * that every row looks as the API would have it.
 */
export async function seedFleet(database: BenchDatabase, scale: FleetScale, say: Say): Promise<void> {
  const api = await database.startApi();
  for (let original = 0; original < scale.originals; original += 1) {
    await sendReport(api.url, {
      image: `ghcr.io/acme/service-${String(original).padStart(2, '0')}`,
      digest: digestOf('fleet', original),
      components: sample(scale.componentsPerArtifact, scale.knownComponents, original),
      mean: FINDINGS_PER_COMPONENT,
      createdAt: new Date(Date.now() - original * 3_600_000).toISOString(),
    });
    if (original % 10 === 9) say(`${original + 1} of ${scale.originals} reports taken in`);
  }
  const client = await database.connect();
  await waitForPostings(client);
  await api.stop();
  await multiplyArtifacts(client, scale, say);
  await seedDeployments(client);
  await seedWaivers(client);
  await seedPeople(client, scale);
  await client.query('VACUUM ANALYZE');
  say('deployments, people and the audit log are there; vacuumed and analysed');
}

export async function countFleet(client: Client): Promise<FleetCounts> {
  const { rows } = await client.query<Record<keyof CountedFleet, string>>(
    `SELECT (SELECT count(*) FROM artifact) AS artifacts,
            (SELECT count(*) FROM component) AS components,
            (SELECT sum(component_count) FROM artifact) AS edges,
            (SELECT sum(critical + high + medium + low + unknown) FROM artifact) AS findings,
            (SELECT sum(octet_length(columns)) FROM artifact_state) AS "columnBytes",
            (SELECT sum(octet_length(names)) FROM artifact_state) AS "nameBytes",
            (SELECT sum(octet_length(texts)) FROM artifact_state) AS "textBytes",
            pg_database_size(current_database()) AS bytes, pg_total_relation_size('report_chunk') AS "archiveBytes"`,
  );
  const [counted] = rows;
  if (!counted) throw new Error('the fleet cannot be counted');
  return {
    artifacts: Number(counted.artifacts),
    components: Number(counted.components),
    edges: Number(counted.edges),
    findings: Number(counted.findings),
    storeBytes: Number(counted.bytes) - Number(counted.archiveBytes),
    columnBytes: Number(counted.columnBytes),
    nameBytes: Number(counted.nameBytes),
    textBytes: Number(counted.textBytes),
  };
}
