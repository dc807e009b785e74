import { type Answer, jsonOf, post, type Sender } from '../http-client.js';

/** Seconds from the first byte sent until the answer is there. */
export async function takeIn(url: string, body: Buffer, findings: number, sender?: Sender): Promise<number> {
  const answer = await post(`${url}/api/v1/reports`, [body], sender);
  const counted = findingsOf(answer);
  if (counted !== findings) throw new Error(`${counted} findings were taken in, not ${findings}`);
  return answer.milliseconds / 1000;
}

function findingsOf(answer: Answer): number {
  const { counts } = jsonOf<{ counts: Record<string, number> }>(answer);
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
