import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { createDatabase } from './database.js';
import { jsonOf, post } from './http-client.js';
import { median } from './quantiles.js';
import type { Say } from './say.js';
import type { Scale } from './scale.js';
import { digestOf } from './synthetic/digest.js';
import { trivyReport } from './synthetic/trivy-report.js';

export interface ApiFigures {
  readonly startMs: number;
  /** Of a Node.js that has nothing to do. */
  readonly nodeStartMs: number;
  readonly idleRssMb: number;
  readonly ingestRssMb: number;
  readonly reportMb: number;
}

/** How fast the API starts, and what it holds in memory: idle, and at the height of taking in a large report. */
export async function measureApi(scale: Scale, say: Say): Promise<ApiFigures> {
  const { api: size } = scale;
  const database = await createDatabase(scale, 3);
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-bench-report-'));
  try {
    const starts: number[] = [];
    const nodeStarts: number[] = [];
    for (let start = 0; start < size.starts; start += 1) {
      nodeStarts.push(await startOfNode());
      const api = await database.startApi();
      starts.push(api.startMs);
      await api.stop();
    }
    say('starts measured');
    const path = join(folder, 'report.json');
    await pipeline(Readable.from(largeReport(size)), createWriteStream(path));
    const reportMb = (await stat(path)).size / 1e6;
    const api = await database.startApi();
    await delay(size.idleMs);
    const idleRssMb = await api.residentMb();
    const answer = await post(`${api.url}/api/v1/reports`, createReadStream(path));
    jsonOf(answer);
    say(`${reportMb.toFixed(0)} MB taken in within ${(answer.milliseconds / 1000).toFixed(1)} s`);
    const ingestRssMb = await api.peakResidentMb();
    return { startMs: median(starts), nodeStartMs: median(nodeStarts), idleRssMb, ingestRssMb, reportMb };
  } finally {
    await rm(folder, { recursive: true });
    await database.end();
  }
}

async function startOfNode(): Promise<number> {
  const start = performance.now();
  await once(spawn(process.execPath, ['--eval', '']), 'exit');
  return performance.now() - start;
}

function largeReport({ components, findings }: Scale['api']): Iterable<string> {
  return trivyReport({
    image: 'ghcr.io/acme/large',
    digest: digestOf('large'),
    components: Array.from({ length: components }, (_, index) => index),
    mean: (findings / components) * 1.1,
    limit: findings,
  });
}
