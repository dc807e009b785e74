import { Agent } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { insertAccounts } from './accounts.js';
import { createDatabase } from './database.js';
import { get, jsonOf } from './http-client.js';
import { quantile } from './quantiles.js';
import type { Say } from './say.js';
import type { Scale } from './scale.js';
import { digestOf } from './synthetic/digest.js';
import type { ReportOptions } from './synthetic/trivy-report.js';
import { sendReport } from './send-report.js';
import { signIn } from './sign-in.js';

export interface AuthFigures {
  /** How many sign in at once. */
  readonly people: number;
  readonly loginsPerSecond: number;
  /** A sign-in while as many as there are people at it want in at once. */
  readonly loginP50Ms: number;
  readonly loginP99Ms: number;
  /** Of other requests while nobody signs in. */
  readonly quiet: OtherLatency;
  /** Of other requests while everybody signs in. */
  readonly busy: OtherLatency;
  readonly p99Ratio: number;
}

export interface OtherLatency {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Every so often another request is sent, whether or not the one before was answered. */
const OTHERS_EVERY_MS = 20;
const PASSWORD = 'a password of the benchmark';
const OTHER = '/api/v1/artifacts';

/** How many sign-ins with a password are done a second, and what other requests notice of it. */
export async function measureAuth(scale: Scale, say: Say): Promise<AuthFigures> {
  const { accounts, people, seconds, artifacts } = scale.auth;
  const database = await createDatabase(scale, 1);
  const agent = new Agent({ keepAlive: true });
  try {
    const emails = Array.from({ length: accounts }, (_, index) => `person-${index}@plimsoll.example`);
    await insertAccounts(await database.connect(), emails, PASSWORD);
    const api = await database.startApi();
    for (let index = 0; index < artifacts; index += 1) await sendReport(api.url, smallReport(index));
    say(`${emails.length} accounts and ${artifacts} artifacts are there`);
    const others = () => askEvenly(seconds, async () => jsonOf(await get(`${api.url}${OTHER}`, { agent })));
    const logins = (isOver: () => boolean) => signInOverAndOver(agent, api.url, { emails, people, isOver });
    // Both warm up the process; neither is counted.
    await Promise.all([others(), logins(after(seconds / 4))]);
    const quiet = await others();
    say(`nobody signs in: ${spell(quiet)}`);
    const [busy, measured] = await Promise.all([others(), logins(after(seconds))]);
    say(`${measured.length} sign-ins in ${seconds} s: ${spell(busy)}`);
    const figures = { quiet: latencyOf(quiet), busy: latencyOf(busy) };
    return {
      people,
      loginsPerSecond: measured.length / seconds,
      loginP50Ms: quantile(measured, 0.5),
      loginP99Ms: quantile(measured, 0.99),
      ...figures,
      p99Ratio: figures.busy.p99Ms / figures.quiet.p99Ms,
    };
  } finally {
    agent.destroy();
    await database.end();
  }
}

/** Latencies of requests that are sent at even times, measured from then: a server that stalls is not spared the next one. */
async function askEvenly(seconds: number, ask: () => Promise<unknown>): Promise<number[]> {
  const start = performance.now();
  const latencies: Promise<number>[] = [];
  for (let index = 0; index * OTHERS_EVERY_MS < seconds * 1000; index += 1) {
    const due = start + index * OTHERS_EVERY_MS;
    await delay(Math.max(0, due - performance.now()));
    latencies.push(ask().then(() => performance.now() - due));
  }
  return Promise.all(latencies);
}

/** Answers how long each sign-in took. */
async function signInOverAndOver(
  agent: Agent,
  url: string,
  { emails, people, isOver }: { emails: readonly string[]; people: number; isOver: () => boolean },
): Promise<number[]> {
  const latencies: number[] = [];
  let next = 0;
  const person = async () => {
    while (!isOver()) {
      const email = emails[next % emails.length] ?? '';
      next += 1;
      const { milliseconds } = await signIn(url, { email, password: PASSWORD }, agent);
      latencies.push(milliseconds);
    }
  };
  await Promise.all(Array.from({ length: people }, person));
  return latencies;
}

function after(seconds: number): () => boolean {
  const end = performance.now() + seconds * 1000;
  return () => performance.now() >= end;
}

function smallReport(index: number): ReportOptions {
  return {
    image: `ghcr.io/acme/auth-${index}`,
    digest: digestOf('auth', index),
    components: Array.from({ length: 50 }, (_, component) => component),
    mean: 2,
    limit: 100,
  };
}

function latencyOf(milliseconds: readonly number[]): OtherLatency {
  return { p50Ms: quantile(milliseconds, 0.5), p99Ms: quantile(milliseconds, 0.99) };
}

function spell(milliseconds: readonly number[]): string {
  const { p50Ms, p99Ms } = latencyOf(milliseconds);
  return `other requests take p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`;
}
