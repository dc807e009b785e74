import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { hashOfSecret } from '#backend/modules/access/secret-hash.js';
import { newTokenText } from '#backend/modules/access/token-text.js';
import { insertAccounts } from '../accounts.js';
import { answerOf } from '../answer-of.js';
import type { ApiProcess } from '../api-process.js';
import type { Credentials } from '../credentials.js';
import { createDatabase } from '../database.js';
import { get, jsonOf, post } from '../http-client.js';
import { median, quantile } from '../quantiles.js';
import type { Say } from '../say.js';
import type { Scale } from '../scale.js';
import { signIn } from '../sign-in.js';
import { digestOf } from '../synthetic/digest.js';
import { trivyReport } from '../synthetic/trivy-report.js';
import { hostileBodies } from './hostile-bodies.js';
import { evenly, overAndOver, Tally } from './requests.js';

export interface SoakFigures {
  readonly minutes: number;
  readonly replicas: number;
  /** Honest reports that were acknowledged, and their findings. */
  readonly reports: number;
  readonly findings: number;
  readonly hostileBodies: number;
  readonly signIns: number;
  readonly otherRequests: number;
  readonly serverErrors: number;
  readonly otherP50Ms: number;
  readonly otherP99Ms: number;
  readonly otherWorstMs: number;
  /** Medians of what the largest API process held in the first and the last quarter after warming up. */
  readonly residentFirstMb: number;
  readonly residentLastMb: number;
  readonly residentPeakMb: number;
  /** Acknowledged reports whose scan was not there after the API had been killed. */
  readonly lost: number;
}

const PROJECTS = ['soak-a', 'soak-b'];
const PASSWORD = 'a password of the soak run';
const EMAILS = Array.from({ length: 10 }, (_, index) => `person-${index}@soak.plimsoll.example`);
const BUILDS = 60;
const OTHERS_EVERY_MS = 100;
const MEMORY_EVERY_MS = 2_000;
/** This share of the time is not counted: the process warms up. */
const WARM_UP = 0.25;
/** Of the packages that reports of one size list. */
const VARIANTS = 3;
/** Findings of honest reports, by turns. */
const SIZES = [20, 300, 40, 2_000, 100, 300, 10_000];

interface Acknowledged {
  readonly scanId: string;
}

/** Reports of all sizes, hostile and honest, from two projects, with sign-ins and lists beside them; then every API is killed, and what they had acknowledged is looked for. */
export async function measureSoak(scale: Scale, say: Say): Promise<SoakFigures> {
  const { minutes, replicas } = scale.soak;
  const database = await createDatabase(scale, 6);
  const agent = new Agent({ keepAlive: true });
  try {
    const client = await database.connect();
    const senders = await Promise.all(PROJECTS.map((project) => insertProject(client, project)));
    await insertAccounts(client, EMAILS, PASSWORD);
    const honest = new HonestReports();
    const hostile = hostileBodies();
    const apis: ApiProcess[] = [];
    for (let count = 0; count < replicas; count += 1) apis.push(await database.startApi());
    const urlOf = (round: number): string => apis[round % replicas]?.url ?? '';
    const start = performance.now();
    const until = start + minutes * 60_000;
    const tally = new Tally();
    const acknowledged: Acknowledged[] = [];
    const sent = { findings: 0, hostile: 0, signIns: 0 };
    const resident: number[] = [];
    const [others] = await Promise.all([
      evenly(until, OTHERS_EVERY_MS, async (round) => {
        const sender = senders[round % senders.length] ?? {};
        const path = PATHS[round % PATHS.length] ?? '';
        tally.add(path, await answerOf(get(`${urlOf(round)}${path}`, { agent, headers: sender })));
      }),
      ...senders.flatMap((headers, place) => [
        overAndOver(until, 100, async (round) => {
          const answer = await answerOf(
            post(`${urlOf(round)}/api/v1/reports?project=${PROJECTS[place]}`, honest.of(place, round), {
              agent,
              headers,
            }),
          );
          tally.add('honest report', answer);
          if (answer.status >= 300 || answer.status === 0) {
            if (answer.status !== 429)
              say(`an honest report was answered with ${answer.status}: ${answer.body.slice(0, 300)}`);
            return;
          }
          const { scanId, counts } = jsonOf<{ scanId: string; counts: Record<string, number> }>(answer);
          acknowledged.push({ scanId });
          sent.findings += Object.values(counts).reduce((sum, count) => sum + count, 0);
        }),
        overAndOver(until, 400, async (round) => {
          const { name, bytes, headers: more } = hostile(round * senders.length + place);
          sent.hostile += 1;
          const url = `${urlOf(round)}/api/v1/reports?project=${PROJECTS[place]}&image=ghcr.io/hostile/${place}`;
          tally.add(name, await answerOf(post(url, [bytes], { agent, headers: { ...headers, ...more } })));
        }),
        // Begins a report and leaves it, or sends a byte now and then.
        overAndOver(until, 1_000, (round) => leaveMidway(urlOf(round), headers, round % 3 === 0 ? 3_000 : 50)),
      ]),
      overAndOver(until, 2_000, async (round) => {
        const email = EMAILS[round % EMAILS.length] ?? '';
        const { status, body } = await answerOf(signIn(urlOf(round), { email, password: PASSWORD }, agent));
        tally.add('sign-in', { status: status === 0 ? 599 : status, body });
        sent.signIns += 1;
      }),
      overAndOver(until, MEMORY_EVERY_MS, async () => {
        resident.push(Math.max(...(await Promise.all(apis.map((api) => api.residentMb())))));
      }),
      overAndOver(until, 60_000, async () => {
        const minute = Math.round((performance.now() - start) / 60_000);
        say(
          `minute ${minute}: ${acknowledged.length} reports, ${sent.hostile} hostile bodies, ${JSON.stringify(tally.statuses)}`,
        );
      }),
    ]);
    const residentPeakMb = Math.max(...(await Promise.all(apis.map((api) => api.peakResidentMb()))));
    for (const failure of tally.failures) say(failure);
    await Promise.all(apis.map((api) => api.kill()));
    const lost = await countLost(client, acknowledged);
    const counted = others.slice(Math.floor(others.length * WARM_UP));
    const settled = resident.slice(Math.floor(resident.length * WARM_UP));
    const quarter = Math.max(1, Math.floor(settled.length / 4));
    return {
      minutes,
      replicas,
      reports: acknowledged.length,
      findings: sent.findings,
      hostileBodies: sent.hostile,
      signIns: sent.signIns,
      otherRequests: others.length,
      serverErrors: tally.serverErrors,
      otherP50Ms: quantile(counted, 0.5),
      otherP99Ms: quantile(counted, 0.99),
      otherWorstMs: Math.max(...counted),
      residentFirstMb: median(settled.slice(0, quarter)),
      residentLastMb: median(settled.slice(-quarter)),
      residentPeakMb,
      lost,
    };
  } finally {
    agent.destroy();
    await database.end();
  }
}

const PATHS = [
  '/api/v1/artifacts',
  '/api/v1/images',
  '/api/v1/artifacts?sort=-load',
  '/api/v1/images?limit=1',
  '/api/v1/projects',
  '/health/live',
  `/api/v1/gate?image=${encodeURIComponent('ghcr.io/soak/0-0')}&digest=${digestOf('soak', 0, 0)}&environment=prod&project=${PROJECTS[0]}`,
];

/**
 * Few builds of few images, scanned over and over. All but the head is made ahead: making a large report would hold the very
 * thread that measures how long others wait.
 */
class HonestReports {
  private readonly rests = new Map<string, Buffer>();

  constructor() {
    for (const place of PROJECTS.keys()) {
      for (let round = 0; round < SIZES.length * VARIANTS; round += 1) this.of(place, round);
    }
  }

  of(place: number, round: number): readonly Buffer[] {
    const build = round % BUILDS;
    const findings = SIZES[round % SIZES.length] ?? 20;
    const variant = Math.floor(round / SIZES.length) % VARIANTS;
    const components = Math.max(10, Math.round(findings / 5));
    const report = trivyReport({
      image: `ghcr.io/soak/${place}-${build % 6}`,
      digest: digestOf('soak', place, build),
      components: Array.from({ length: components }, (_, index) => variant * 1000 + index),
      mean: 6,
      limit: findings,
    });
    const head = Buffer.from(String(report.next().value));
    const key = [place, findings, variant].join('/');
    const rest = this.rests.get(key) ?? Buffer.from([...report].join(''));
    this.rests.set(key, rest);
    return [head, rest];
  }
}

/** A sender that says that much is to come, and goes away. */
async function leaveMidway(url: string, headers: Credentials, afterMs: number): Promise<void> {
  const outgoing = request(`${url}/api/v1/reports`, {
    method: 'POST',
    headers: { ...headers, 'Content-Length': '1000000' },
  });
  outgoing.on('error', () => undefined);
  outgoing.write('{"SchemaVersion":2,');
  await delay(afterMs / 2);
  outgoing.write('"ArtifactName":"left"');
  await delay(afterMs / 2);
  outgoing.destroy();
}

async function insertProject(client: Client, slug: string): Promise<Credentials> {
  const token = newTokenText();
  await client.query(
    `WITH made AS (INSERT INTO project (slug, name) VALUES ($1, $1) RETURNING id)
     INSERT INTO api_token (name, token_hash, ending, permissions, expires_at, project_id)
     SELECT $1, $2, $3, $4, now() + interval '1 day', id FROM made`,
    [
      slug,
      Buffer.from(hashOfSecret(token)),
      token.slice(-4),
      ['artifact:read', 'gate:read', 'project:read', 'report:write'],
    ],
  );
  return { Authorization: `Bearer ${token}` };
}

async function countLost(client: Client, acknowledged: readonly Acknowledged[]): Promise<number> {
  const ids = [...new Set(acknowledged.map(({ scanId }) => Number(scanId)))];
  const { rows } = await client.query<{ lost: number }>(
    'SELECT count(*)::int AS lost FROM unnest($1::int[]) AS told (id) WHERE NOT EXISTS (SELECT FROM scan WHERE scan.id = told.id)',
    [ids],
  );
  return rows[0]?.lost ?? 0;
}
