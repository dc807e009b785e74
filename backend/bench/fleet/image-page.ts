import { get, jsonOf } from '../http-client.js';
import { latencyOf, type Latency } from '../quantiles.js';
import type { Scale } from '../scale.js';
import type { Fleet } from './fleet.js';

export interface ImagePageFigures {
  readonly builds: number;
  /** What the page of an image asks for: the image, and the first hundred of its builds. */
  readonly latency: Latency;
}

const FIRST_PAGE = 100;

/** Of the artifact's image, which has so many builds more for as long as it is measured: all with verdicts, and none with findings of its own. */
export async function measureImagePage(
  { url, client }: Fleet,
  artifactId: string,
  { gate: { builds, requests } }: Scale,
): Promise<ImagePageFigures> {
  const { rows } = await client.query<{ id: number; imageId: number }>(
    `INSERT INTO artifact (image_id, digest, created_at, last_scanned_at, operating_system, image_facts, critical, high, medium, low,
       unknown, worst_severity, load, component_count, listed_count, without_purl_count)
     SELECT image_id, 'sha256:' || encode(sha256(convert_to(digest || '/' || build, 'UTF8')), 'hex'),
       created_at - build * interval '1 hour', last_scanned_at, operating_system, image_facts, critical + build % 3, high + build % 7,
       medium, low, unknown, worst_severity, load, component_count, listed_count, without_purl_count
     FROM artifact, generate_series(1, $2::int - 1) AS build WHERE id = $1 RETURNING id, image_id AS "imageId"`,
    [artifactId, builds],
  );
  const ids = rows.map(({ id }) => id);
  try {
    await client.query(
      `INSERT INTO artifact_verdict (artifact_id, environment, verdict_id, policy_id, outcome, summary, holds_until)
       SELECT added, environment, verdict_id, policy_id, outcome, summary, holds_until
       FROM artifact_verdict, unnest($2::int[]) AS added WHERE artifact_id = $1`,
      [artifactId, ids],
    );
    await client.query('ANALYZE artifact; ANALYZE artifact_verdict');
    const image = `${url}/api/v1/images/${rows[0]?.imageId}`;
    const times: number[] = [];
    // The first has plans made for it.
    for (let request = 0; request <= requests; request += 1) {
      const answers = [await get(image), await get(`${image}/builds?limit=${FIRST_PAGE}`)];
      answers.forEach(jsonOf);
      if (request > 0) times.push(answers.reduce((sum, { milliseconds }) => sum + milliseconds, 0));
    }
    return { builds, latency: latencyOf(times) };
  } finally {
    await client.query('DELETE FROM artifact WHERE id = ANY ($1::int[])', [ids]);
  }
}
