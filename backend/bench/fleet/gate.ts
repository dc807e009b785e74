import { get, jsonOf } from '../http-client.js';
import { latencyOf, type Latency } from '../quantiles.js';
import { digestOf } from '../synthetic/digest.js';
import { sample } from '../synthetic/random.js';
import { sendReport } from '../send-report.js';
import type { Scale } from '../scale.js';
import { measureAnswer } from './answer.js';
import type { Fleet } from './fleet.js';
import { type ImagePageFigures, measureImagePage } from './image-page.js';

export interface GateFigures {
  /** Of the artifact that is asked for. */
  readonly findings: number;
  /** The verdict that stands is answered. */
  readonly standing: Latency;
  /** No environment's verdict stands, and one is asked for: what it rests on is read and held against the policy again. */
  readonly anew: Latency;
  /** The same, until every environment of the policy was answered, one request each. */
  readonly anewEverywhere: Latency;
  /** The way to green for one environment. */
  readonly way: Latency;
  /** What one artifact of the fleet changes against another that has next to nothing in common with it; `components` of each at least. */
  readonly comparison: { readonly components: number; readonly latency: Latency } | null;
  /** The page of its image. */
  readonly imagePage: ImagePageFigures;
  /** A request that asks the API for nothing. */
  readonly nothing: Latency;
}

const IMAGE = 'ghcr.io/acme/gate';
const ENVIRONMENTS = ['prod', 'stage', 'dev'];

/** The gate for an artifact with many findings among all the others. */
export async function measureGate(fleet: Fleet, scale: Scale): Promise<GateFigures> {
  const { url, client } = fleet;
  const { findings, components, requests } = scale.gate;
  const digest = digestOf('gate');
  const { artifactId } = await sendReport(url, {
    image: IMAGE,
    digest,
    components: sample(components, scale.fleet.knownComponents, 4711),
    mean: 2.08,
    limit: findings,
  });
  const ask = async (environment = 'prod') => {
    const answer = await get(`${url}/api/v1/gate?${new URLSearchParams({ image: IMAGE, digest, environment })}`);
    jsonOf(answer);
    return answer.milliseconds;
  };
  await ask();
  const standing: number[] = [];
  for (let request = 0; request < requests; request += 1) standing.push(await ask());
  const [anew, everywhere]: [number[], number[]] = [[], []];
  for (let request = 0; request < requests; request += 1) {
    // A verdict whose time is up does not stand.
    await client.query(`UPDATE artifact_verdict SET holds_until = 'epoch' WHERE artifact_id = $1`, [artifactId]);
    let sum = 0;
    for (const environment of ENVIRONMENTS) {
      sum += await ask(environment);
      if (environment === 'prod') anew.push(sum);
    }
    everywhere.push(sum);
  }
  return {
    findings,
    standing: latencyOf(standing),
    anew: latencyOf(anew),
    anewEverywhere: latencyOf(everywhere),
    way: latencyOf(await timesAside(`${url}/api/v1/artifacts/${artifactId}/path?environment=prod`, requests)),
    comparison: await compareTwo(fleet, scale),
    imagePage: await measureImagePage(fleet, artifactId, scale),
    nothing: await measureAnswer(url, requests),
  };
}

/** The first two that the API took in, which drew their components independently of each other; null where there is one alone. */
async function compareTwo({ url, client }: Fleet, { gate: { requests } }: Scale): Promise<GateFigures['comparison']> {
  const { rows } = await client.query<{ id: number; components: number }>(
    'SELECT id, component_count AS components FROM artifact ORDER BY id LIMIT 2',
  );
  const [before, after] = rows;
  if (before === undefined || after === undefined) return null;
  const times = await timesAside(`${url}/api/v1/artifacts/${after.id}/compare?to=${before.id}`, requests);
  return { components: Math.min(before.components, after.components), latency: latencyOf(times) };
}

/** In milliseconds, of what a thread of its own works out. */
async function timesAside(address: string, requests: number): Promise<number[]> {
  const times: number[] = [];
  // The first has the thread started for it.
  for (let request = 0; request <= requests; request += 1) {
    const answer = await get(address);
    jsonOf(answer);
    if (request > 0) times.push(answer.milliseconds);
  }
  return times;
}
