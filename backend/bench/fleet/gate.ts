import { get, jsonOf } from '../http-client.js';
import { latencyOf, type Latency } from '../quantiles.js';
import { digestOf } from '../synthetic/digest.js';
import { sample } from '../synthetic/random.js';
import { sendReport } from '../send-report.js';
import type { Scale } from '../scale.js';
import type { Fleet } from './fleet.js';

export interface GateFigures {
  /** Of the artifact that is asked for. */
  readonly findings: number;
  /** The verdict that stands is answered. */
  readonly standing: Latency;
  /** The facts are read and held against the policy again. */
  readonly anew: Latency;
}

const IMAGE = 'ghcr.io/acme/gate';
const ENVIRONMENT = 'prod';

/** The gate for an artifact with many findings among all the others. */
export async function measureGate({ url, client }: Fleet, scale: Scale): Promise<GateFigures> {
  const { findings, components, requests } = scale.gate;
  const digest = digestOf('gate');
  const { artifactId } = await sendReport(url, {
    image: IMAGE,
    digest,
    components: sample(components, scale.fleet.knownComponents, 4711),
    mean: 2.08,
    limit: findings,
  });
  const ask = async () => {
    const answer = await get(
      `${url}/api/v1/gate?${new URLSearchParams({ image: IMAGE, digest, environment: ENVIRONMENT })}`,
    );
    jsonOf(answer);
    return answer.milliseconds;
  };
  await ask();
  const standing: number[] = [];
  for (let request = 0; request < requests; request += 1) standing.push(await ask());
  const anew: number[] = [];
  for (let request = 0; request < requests; request += 1) {
    // A verdict whose time is up does not stand.
    await client.query(`UPDATE artifact_verdict SET holds_until = 'epoch' WHERE artifact_id = $1`, [artifactId]);
    anew.push(await ask());
  }
  return { findings, standing: latencyOf(standing), anew: latencyOf(anew) };
}
