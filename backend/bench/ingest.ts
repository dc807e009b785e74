import { CopyBaseline } from './copy-baseline.js';
import { createDatabase } from './database.js';
import { jsonOf, post } from './http-client.js';
import { median } from './quantiles.js';
import { GENERATION } from './synthetic/catalogue.js';
import { digestOf } from './synthetic/digest.js';
import { reportBytes } from './synthetic/trivy-report.js';
import type { Say } from './say.js';
import type { Scale } from './scale.js';

export interface IngestFigures {
  readonly findings: number;
  readonly seconds: number;
  readonly findingsPerSecond: number;
  readonly copyRatio: number;
}

/** So many more than wanted, so that the limit decides. */
const MARGIN = 1.1;

/** Takes in reports of which nothing is known yet, each next to a raw COPY of the rows that it made. */
export async function measureIngest({ ingest, neededGb }: Scale, say: Say): Promise<IngestFigures> {
  const { findings: expected, components, rounds: counted } = ingest;
  const database = await createDatabase(Math.min(2, neededGb));
  try {
    const target = await database.connectToSibling('copied');
    const source = await database.connect();
    const baseline = await CopyBaseline.between(source, target);
    const api = await database.startApi();
    const rounds: { seconds: number; copySeconds: number }[] = [];
    // The first round warms up the process and both databases; it is not counted.
    for (let round = 0; round <= counted; round += 1) {
      const body = reportOf(round, expected, components);
      await source.query('CHECKPOINT');
      const answer = await post(`${api.url}/api/v1/reports`, [body]);
      const { counts } = jsonOf<{ counts: Record<string, number> }>(answer);
      const findings = Object.values(counts).reduce((sum, count) => sum + count, 0);
      if (findings !== expected) throw new Error(`${findings} findings were taken in, not ${expected}`);
      const seconds = answer.milliseconds / 1000;
      const copied = await baseline.copyNewRows();
      if (round > 0) rounds.push({ seconds, copySeconds: copied.seconds });
      say(
        `round ${round}: ${(body.length / 1e6).toFixed(0)} MB in ${seconds.toFixed(2)} s; COPY of its ${copied.rows} rows ${copied.seconds.toFixed(2)} s`,
      );
    }
    const seconds = median(rounds.map((round) => round.seconds));
    return {
      findings: expected,
      seconds,
      findingsPerSecond: expected / seconds,
      copyRatio: median(rounds.map((round) => round.seconds / round.copySeconds)),
    };
  } finally {
    await database.end();
  }
}

/** Each round's packages and advisories are new, so that everything has to be written. */
function reportOf(round: number, findings: number, count: number): Buffer {
  const components = Array.from({ length: count }, (_, index) => (round + 1) * GENERATION + index);
  return reportBytes({
    image: `ghcr.io/acme/ingest-${round}`,
    digest: digestOf('ingest', round),
    components,
    mean: (findings / count) * MARGIN,
    limit: findings,
  });
}
