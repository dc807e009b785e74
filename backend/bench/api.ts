import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  readonly idleRssMb: number;
  readonly ingestRssMb: number;
  readonly reportMb: number;
}

/** How fast the API starts, and what it holds in memory: idle, and at the height of taking in a large report. */
export async function measureApi({ api: scale, neededGb }: Scale, say: Say): Promise<ApiFigures> {
  const database = await createDatabase(Math.min(3, neededGb));
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-bench-report-'));
  try {
    const starts: number[] = [];
    for (let start = 0; start < scale.starts; start += 1) {
      const api = await database.startApi();
      starts.push(api.startMs);
      await api.stop();
    }
    say('starts measured');
    const path = join(folder, 'report.json');
    await pipeline(Readable.from(largeReport(scale)), createWriteStream(path));
    const reportMb = (await stat(path)).size / 1e6;
    const api = await database.startApi();
    await delay(scale.idleMs);
    const idleRssMb = await api.residentMb();
    const answer = await post(`${api.url}/api/v1/reports`, createReadStream(path));
    jsonOf(answer);
    say(`${reportMb.toFixed(0)} MB taken in within ${(answer.milliseconds / 1000).toFixed(1)} s`);
    const ingestRssMb = await api.peakResidentMb();
    return { startMs: median(starts), idleRssMb, ingestRssMb, reportMb };
  } finally {
    await rm(folder, { recursive: true });
    await database.end();
  }
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
