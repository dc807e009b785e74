import { CopyBaseline } from '../baseline/copy-baseline.js';
import { createDatabase } from '../database.js';
import { latencyOf, type Latency, median } from '../quantiles.js';
import type { Say } from '../say.js';
import type { Scale } from '../scale.js';
import { reportBytes } from '../synthetic/trivy-report.js';
import { type AtOnceFigures, measureAtOnce } from './at-once.js';
import { freshReport } from './fresh-report.js';
import { measureNotifying, type NotifyingFigures } from './notifying.js';
import { takeIn } from './take-in.js';

export interface IngestFigures {
  readonly findings: number;
  /** Of a report of which nothing is known. */
  readonly seconds: number;
  readonly findingsPerSecond: number;
  /** Of the rows that version 0.1 wrote for it. */
  readonly copySeconds: number;
  readonly copyRatio: number;
  /** Of another build's report with the same content. */
  readonly knownSeconds: number;
  readonly knownPerSecond: number;
  readonly small: Latency & { readonly findings: number };
  readonly notifying: NotifyingFigures;
  readonly atOnce: AtOnceFigures;
}

/** Generations of the catalogue, of which nothing is known before: rounds have those from 1, small reports from the first of these, and the parts after it from theirs. */
const SMALL = 100;
const NOTIFYING = 500;
const AT_ONCE = 1_000;

/** Takes in reports whose content is new, next to a raw COPY of the rows that version 0.1 would have written, and such as are known. */
export async function measureIngest(scale: Scale, say: Say): Promise<IngestFigures> {
  const { ingest } = scale;
  const database = await createDatabase(scale, 3);
  try {
    const baseline = await CopyBaseline.in(await database.connectToSibling('copied'));
    const client = await database.connect();
    const api = await database.startApi();
    const rounds: { seconds: number; copySeconds: number; knownSeconds: number }[] = [];
    // The first round warms up the process and both databases; it is not counted.
    for (let round = 0; round <= ingest.rounds; round += 1) {
      const report = freshReport(round + 1, ingest);
      const body = reportBytes(report);
      await client.query('CHECKPOINT');
      const seconds = await takeIn(api.url, body, ingest.findings);
      const copied = await baseline.copy(report, body);
      const known = reportBytes({ ...report, digest: `${report.digest.slice(0, -4)}beef` });
      await client.query('CHECKPOINT');
      const knownSeconds = await takeIn(api.url, known, ingest.findings);
      if (round > 0) rounds.push({ seconds, copySeconds: copied.seconds, knownSeconds });
      say(
        `round ${round}: ${(body.length / 1e6).toFixed(0)} MB in ${seconds.toFixed(2)} s; COPY of ${copied.rows} rows ` +
          `${copied.seconds.toFixed(2)} s; known content ${knownSeconds.toFixed(2)} s`,
      );
    }
    const small: number[] = [];
    for (let request = -1; request < ingest.small.requests; request += 1) {
      const body = reportBytes(freshReport(SMALL + request, ingest.small));
      const seconds = await takeIn(api.url, body, ingest.small.findings);
      if (request >= 0) small.push(seconds * 1000);
    }
    say('small reports measured');
    const pairs = { ...ingest.small, pairs: ingest.small.notifyingPairs };
    const notifying = await measureNotifying({ url: api.url, client }, pairs, NOTIFYING, say);
    const atOnce = await measureAtOnce({ url: api.url, client }, ingest.atOnce, AT_ONCE, say);
    const seconds = median(rounds.map((round) => round.seconds));
    const knownSeconds = median(rounds.map((round) => round.knownSeconds));
    return {
      findings: ingest.findings,
      seconds,
      findingsPerSecond: ingest.findings / seconds,
      copySeconds: median(rounds.map((round) => round.copySeconds)),
      copyRatio: median(rounds.map((round) => round.seconds / round.copySeconds)),
      knownSeconds,
      knownPerSecond: ingest.findings / knownSeconds,
      small: { findings: ingest.small.findings, ...latencyOf(small) },
      notifying,
      atOnce,
    };
  } finally {
    await database.end();
  }
}
