import { Agent } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { PIPELINE } from '../credentials.js';
import { get, jsonOf, post } from '../http-client.js';
import { latencyOf, type Latency, quantile } from '../quantiles.js';
import type { Scale } from '../scale.js';
import { HONOURED, insertWaivers, removeWaivers, sendVex } from './exceptions.js';
import type { Fleet } from './fleet.js';
import { measureEnds, measureForecast, measurePreviews, type PreviewFigures } from './previews.js';

export interface SimulateFigures {
  readonly artifacts: number;
  /** Of these artifacts. */
  readonly findings: number;
  /** The policy's environments. */
  readonly environments: number;
  /** Artifacts of which a verdict would change. */
  readonly changed: number;
  /** Artifacts that could not be judged. */
  readonly notSimulated: number;
  /** The first one, with a thread to start. */
  readonly firstMs: number;
  readonly simulation: Latency;
  /** By finding. */
  readonly nanoseconds: number;
  /** The slowest of other requests while simulations ran, which the API answers without looking anything up. */
  readonly otherWorstMs: number;
  readonly previews: PreviewFigures;
  readonly exceptions: ExceptionFigures;
}

/** The same fleet, where every other image has waivers in force and a VEX document counts for all of them. */
export interface ExceptionFigures {
  readonly waivers: number;
  readonly statements: number;
  readonly simulation: Latency;
  /** Of its p50 to that without them. */
  readonly ratio: number;
  readonly notSimulated: number;
  readonly end: Latency;
  readonly forecast: Latency;
}

interface Simulated {
  readonly artifacts: number;
  readonly changed: number;
  readonly notSimulated: { readonly artifacts: number };
  readonly environments: readonly unknown[];
}

/** A policy with other limits in each environment, held against the whole fleet next to the active one. */
export async function measureSimulate(fleet: Fleet, scale: Scale): Promise<SimulateFigures> {
  const { url, client } = fleet;
  const { simulate } = scale;
  const source = await anotherPolicy(client);
  const ask = () => held(url, source);
  const first = await ask();
  const isOver = new AbortController();
  const others = answersUntil(url, isOver.signal);
  const milliseconds: number[] = [];
  for (let request = 0; request < simulate.requests; request += 1) milliseconds.push((await ask()).milliseconds);
  isOver.abort();
  const simulation = latencyOf(milliseconds);
  const findings = await countFindings(client);
  const { artifacts, changed, notSimulated, environments } = first.simulated;
  return {
    artifacts,
    findings,
    environments: environments.length,
    changed,
    notSimulated: notSimulated.artifacts,
    firstMs: first.milliseconds,
    simulation,
    nanoseconds: (simulation.p50Ms * 1e6) / Math.max(1, findings),
    otherWorstMs: quantile(await others, 1),
    previews: await measurePreviews(fleet, scale),
    exceptions: await measureExceptions(fleet, scale, { source, without: simulation }),
  };
}

async function held(url: string, source: string): Promise<{ milliseconds: number; simulated: Simulated }> {
  const headers = { ...PIPELINE, 'Content-Type': 'application/json' };
  const answer = await post(`${url}/api/v1/policy/simulate`, [Buffer.from(JSON.stringify({ source }))], { headers });
  return { milliseconds: answer.milliseconds, simulated: jsonOf<Simulated>(answer) };
}

async function measureExceptions(
  fleet: Fleet,
  { simulate, fleet: { knownComponents } }: Scale,
  { source, without }: { readonly source: string; readonly without: Latency },
): Promise<ExceptionFigures> {
  const { url, client } = fleet;
  const waivers = await insertWaivers(client);
  const end = await measureEnds(fleet, waivers, simulate.previews);
  const forecast = await measureForecast(fleet, simulate.requests);
  const withdraw = await sendVex(url, simulate.statements, knownComponents);
  const honouring = source.replaceAll(
    /^( +)evidence:\n/gm,
    (block, indent: string) => `${block}${indent}  ${HONOURED}\n`,
  );
  const milliseconds: number[] = [];
  let notSimulated = 0;
  for (let request = 0; request < simulate.requests; request += 1) {
    const answer = await held(url, honouring);
    milliseconds.push(answer.milliseconds);
    notSimulated = answer.simulated.notSimulated.artifacts;
  }
  await withdraw();
  await removeWaivers(client);
  const simulation = latencyOf(milliseconds);
  return {
    waivers: waivers.length,
    statements: simulate.statements,
    simulation,
    ratio: simulation.p50Ms / without.p50Ms,
    notSimulated,
    end,
    forecast,
  };
}

/** Each limit on vulnerabilities is higher, so that every environment is decided twice. */
async function anotherPolicy(client: Client): Promise<string> {
  const { rows } = await client.query<{ source: string }>(
    `SELECT source FROM policy_activation JOIN policy_version ON policy_version.id = policy_id ORDER BY policy_activation.id DESC LIMIT 1`,
  );
  const source = rows[0]?.source ?? '';
  return source.replaceAll(VULNERABILITIES, (block) =>
    block.replaceAll(
      /^( +(?:critical|high|unknown): )(\d+)/gm,
      (_, key: string, limit: string) => `${key}${Number(limit) + 2000}`,
    ),
  );
}

/** What is indented under `vulnerabilities:`. */
const VULNERABILITIES = /^( +)vulnerabilities:.*\n(?:\1 +.*\n|\s*\n)+/gm;

async function countFindings(client: Client): Promise<number> {
  const { rows } = await client.query<{ count: string }>('SELECT sum(finding_count) AS count FROM artifact_state');
  return Number(rows[0]?.count ?? 0);
}

/** What each of many requests took, one every ten milliseconds. */
async function answersUntil(url: string, signal: AbortSignal): Promise<number[]> {
  const agent = new Agent({ keepAlive: true });
  const milliseconds: number[] = [];
  for (let due = performance.now(); !signal.aborted || milliseconds.length === 0; due += 10) {
    await delay(Math.max(0, due - performance.now()));
    jsonOf(await get(`${url}/health/live`, { agent }));
    milliseconds.push(performance.now() - due);
  }
  agent.destroy();
  return milliseconds;
}
