import { Agent } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { Client } from 'pg';
import { type Credentials, insertSenders } from '../credentials.js';
import { answerOf } from '../answer-of.js';
import { post } from '../http-client.js';
import type { Say } from '../say.js';
import { GENERATION } from '../synthetic/catalogue.js';
import { digestOf } from '../synthetic/digest.js';
import { sample } from '../synthetic/random.js';
import { reportBytes } from '../synthetic/trivy-report.js';

export interface AtOnceScale {
  readonly reports: number;
  readonly findings: number;
  readonly components: number;
  /** All reports draw on these, so that one writes what another is about to write. */
  readonly knownComponents: number;
  readonly senders: number;
}

export interface AtOnceFigures extends AtOnceScale {
  /** From the first byte to the last answer, with one sender and with all of them. */
  readonly aloneSeconds: number;
  readonly seconds: number;
  /** Findings a second with all senders, over those with one. */
  readonly ratio: number;
  /** Reports that were not taken in. */
  readonly failed: number;
}

/** Reports whose content overlaps, by one sender one after the other and then, other ones, by several at once. */
export async function measureAtOnce(
  { url, client }: { url: string; client: Client },
  scale: AtOnceScale,
  generation: number,
  say: Say,
): Promise<AtOnceFigures> {
  const senders = await insertSenders(client, scale.senders);
  const [first] = senders;
  if (first === undefined) throw new Error('nobody sends');
  await sendAll(url, [first], bodiesOf(generation, { ...scale, reports: 2 }));
  await client.query('CHECKPOINT');
  const alone = await sendAll(url, [first], bodiesOf(generation + 1, scale));
  await client.query('CHECKPOINT');
  const together = await sendAll(url, senders, bodiesOf(generation + 2, scale));
  const failures = [...alone.failures, ...together.failures];
  for (const failure of failures) say(failure);
  say(
    `${scale.reports} reports: one sender ${alone.seconds.toFixed(2)} s, ${scale.senders} at once ${together.seconds.toFixed(2)} s`,
  );
  return {
    ...scale,
    aloneSeconds: alone.seconds,
    seconds: together.seconds,
    ratio: alone.seconds / together.seconds,
    failed: failures.length,
  };
}

/** Each sender takes the next report as soon as its last one was answered. */
async function sendAll(
  url: string,
  senders: readonly Credentials[],
  bodies: readonly Buffer[],
): Promise<{ seconds: number; failures: string[] }> {
  const failures: string[] = [];
  const left = bodies.values();
  const start = performance.now();
  await Promise.all(
    senders.map(async (headers) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      for (const body of left) {
        const { status, body: text } = await answerOf(post(`${url}/api/v1/reports`, [body], { headers, agent }));
        if (status === 0 || status >= 300) failures.push(`a report was answered with ${status}: ${text.slice(0, 300)}`);
      }
      agent.destroy();
    }),
  );
  return { seconds: (performance.now() - start) / 1000, failures };
}

function bodiesOf(generation: number, { reports, findings, components, knownComponents }: AtOnceScale): Buffer[] {
  return Array.from({ length: reports }, (_, index) =>
    reportBytes({
      image: `ghcr.io/acme/at-once-${generation}-${index}`,
      digest: digestOf('at-once', generation, index),
      components: sample(components, knownComponents, index).map((number) => generation * GENERATION + number),
      mean: (findings / components) * 3,
      limit: findings,
    }),
  );
}
