import { get, jsonOf } from '../http-client.js';
import { latencyOf, type Latency } from '../quantiles.js';

/** What a request takes that the API answers without looking anything up: the baseline of whatever is asked for over HTTP. */
export async function measureAnswer(url: string, requests: number): Promise<Latency> {
  const milliseconds: number[] = [];
  for (let request = -1; request < requests; request += 1) {
    const answer = await get(`${url}/health/live`);
    jsonOf(answer);
    if (request >= 0) milliseconds.push(answer.milliseconds);
  }
  return latencyOf(milliseconds);
}
