import type { Client } from 'pg';
import { PIPELINE } from '../credentials.js';
import { get, jsonOf, post } from '../http-client.js';
import { latencyOf, type Latency } from '../quantiles.js';
import type { Scale } from '../scale.js';
import { knownPair } from './exceptions.js';
import type { Fleet } from './fleet.js';

/** What a waiver would change, asked before it is requested. */
export interface PreviewFigures {
  /** Of an advisory in a component of one image, as the console proposes it. */
  readonly narrow: Latency;
  /** Of an advisory, in every image. */
  readonly byAdvisory: Latency;
  /** Artifacts that those were held against, on average. */
  readonly artifactsByAdvisory: number;
  /** Of a package in whatever version, in every image. */
  readonly byComponent: Latency;
}

interface Preview {
  readonly artifacts: number;
  readonly findingsTotal: number;
}

const HEADERS = { ...PIPELINE, 'Content-Type': 'application/json' };

export async function measurePreviews({ url, client }: Fleet, scale: Scale): Promise<PreviewFigures> {
  const { previews } = scale.simulate;
  const images = await imagesOf(client);
  const expiresAt = new Date(Date.now() + 7 * 86_400_000).toISOString();
  const measure = async (scopeOf: (index: number) => object) => {
    const milliseconds: number[] = [];
    let artifacts = 0;
    for (let index = -1; index < previews; index += 1) {
      const said = { scope: scopeOf(index), status: 'accepted', justification: 'The path is not reached.', expiresAt };
      const answer = await post(`${url}/api/v1/waivers/preview`, [Buffer.from(JSON.stringify(said))], {
        headers: HEADERS,
      });
      const preview = jsonOf<Preview>(answer);
      // The first one is for warming up.
      if (index < 0) continue;
      milliseconds.push(answer.milliseconds);
      artifacts += preview.artifacts;
    }
    return { latency: latencyOf(milliseconds), artifacts: artifacts / previews };
  };
  const known = (index: number) => knownPair(index + 1, scale.fleet.knownComponents);
  const narrow = await measure((index) => {
    const { advisory, purl } = known(index);
    return { advisory, component: purl, image: images[(index + 1) % images.length] };
  });
  const byAdvisory = await measure((index) => ({ advisory: known(index).advisory }));
  const byComponent = await measure((index) => ({ component: known(index).purl.replace(/@[^@]*$/, '') }));
  return {
    narrow: narrow.latency,
    byAdvisory: byAdvisory.latency,
    artifactsByAdvisory: byAdvisory.artifacts,
    byComponent: byComponent.latency,
  };
}

/** What the end of waivers in force would change. */
export async function measureEnds({ url }: Fleet, waiverIds: readonly number[], requests: number): Promise<Latency> {
  const milliseconds: number[] = [];
  for (let index = -1; index < requests; index += 1) {
    const id = waiverIds[(index + 1) % waiverIds.length];
    const answer = await post(`${url}/api/v1/waivers/${id}/revoke/preview`, [], { headers: PIPELINE });
    jsonOf<Preview>(answer);
    if (index >= 0) milliseconds.push(answer.milliseconds);
  }
  return latencyOf(milliseconds);
}

/** What fails when all of them have ended, and none was renewed. */
export async function measureForecast({ url }: Fleet, requests: number): Promise<Latency> {
  const by = new Date(Date.now() + 30 * 86_400_000).toISOString();
  const milliseconds: number[] = [];
  for (let request = 0; request < requests; request += 1) {
    const answer = await get(`${url}/api/v1/waivers/forecast?by=${by}`);
    jsonOf<Preview>(answer);
    milliseconds.push(answer.milliseconds);
  }
  return latencyOf(milliseconds);
}

async function imagesOf(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ image: string }>('SELECT repository AS image FROM image ORDER BY id');
  return rows.map(({ image }) => image);
}
