import { get, jsonOf } from '../http-client.js';
import { openApi } from '../open-api.js';
import { latencyOf, type Latency } from '../quantiles.js';
import type { Scale } from '../scale.js';
import { advisoriesOf, advisory } from '../synthetic/catalogue.js';
import { mix, pick } from '../synthetic/random.js';
import { measureAnswer } from './answer.js';
import type { Fleet } from './fleet.js';
import { FINDINGS_PER_COMPONENT } from './seed.js';

export interface RecallFigures {
  readonly byComponent: Latency;
  readonly byAdvisory: Latency;
  /** A request that asks the API for nothing. */
  readonly nothing: Latency;
}

/** Answers which artifacts have a component, or an advisory. */
const RECALL_PATHS = ['/api/v1/exposure', '/api/v1/recall'];

/** The address that the API describes; null where this version has none. */
export async function recallPath(): Promise<string | null> {
  const { paths } = await openApi();
  return RECALL_PATHS.find((path) => paths[path]?.get !== undefined) ?? null;
}

/** Which artifacts have a package or a vulnerability. Null where this version does not answer that. */
export async function measureRecall({ url, client }: Fleet, scale: Scale): Promise<RecallFigures | null> {
  const path = await recallPath();
  if (path === null) return null;
  const { requests } = scale.recall;
  const { rows } = await client.query<{ purl: string }>(
    'SELECT purl FROM component WHERE purl IS NOT NULL ORDER BY id',
  );
  const purls = rows.map(({ purl }) => purl);
  const ask = async (query: Readonly<Record<string, string>>) => {
    const answer = await get(`${url}${path}?${new URLSearchParams(query)}`);
    jsonOf(answer);
    return answer.milliseconds;
  };
  const measure = async (queryOf: (index: number) => Readonly<Record<string, string>>) => {
    await ask(queryOf(requests));
    const milliseconds: number[] = [];
    for (let index = 0; index < requests; index += 1) milliseconds.push(await ask(queryOf(index)));
    return latencyOf(milliseconds);
  };
  return {
    byComponent: await measure((index) => ({ purl: pick(purls, index, 61) })),
    byAdvisory: await measure((index) => ({ advisory: knownAdvisory(index, scale.fleet.knownComponents) })),
    nothing: await measureAnswer(url, requests),
  };
}

/** One that some component of the fleet has. */
function knownAdvisory(index: number, knownComponents: number): string {
  for (let attempt = 0; ; attempt += 1) {
    const [first] = advisoriesOf(mix(index, 62, attempt) % knownComponents, FINDINGS_PER_COMPONENT);
    if (first !== undefined) return advisory(first).id;
  }
}
