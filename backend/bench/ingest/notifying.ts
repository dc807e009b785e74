import type { Client } from 'pg';
import { median } from '../quantiles.js';
import type { Say } from '../say.js';
import { reportBytes } from '../synthetic/trivy-report.js';
import { freshReport } from './fresh-report.js';
import { takeIn } from './take-in.js';

export interface NotifyingFigures {
  readonly pairs: number;
  /** Medians, in milliseconds. */
  readonly milliseconds: number;
  readonly withoutMilliseconds: number;
  /** Of the two reports of a pair, the time of the one that notifies over that of the other: the median. */
  readonly ratio: number;
}

type Trigger = { statement: string };

/**
 * Takes in reports of which nothing is known in pairs: one as always, and one without the triggers that notify of changes. Which comes first takes
 * turns, and the two are measured one right after the other, so that a machine that is busy is so for both.
 */
export async function measureNotifying(
  { url, client }: { readonly url: string; readonly client: Client },
  { findings, components, pairs }: { readonly findings: number; readonly components: number; readonly pairs: number },
  firstGeneration: number,
  say: Say,
): Promise<NotifyingFigures> {
  let generation = firstGeneration;
  const take = async (isNotifying: boolean): Promise<number> => {
    await turnTriggers(client, isNotifying);
    generation += 1;
    const body = reportBytes(freshReport(generation, { findings, components }));
    return 1000 * (await takeIn(url, body, findings));
  };
  const measured: { with: number; without: number }[] = [];
  try {
    for (let pair = 0; pair <= pairs; pair += 1) {
      const first = await take(pair % 2 === 0);
      const second = await take(pair % 2 !== 0);
      // The first pair warms up.
      if (pair > 0) measured.push(pair % 2 === 0 ? { with: first, without: second } : { with: second, without: first });
    }
  } finally {
    await turnTriggers(client, true);
  }
  say('reports with and without notifications measured');
  return {
    pairs,
    milliseconds: median(measured.map((each) => each.with)),
    withoutMilliseconds: median(measured.map((each) => each.without)),
    ratio: median(measured.map((each) => each.with / each.without)),
  };
}

async function turnTriggers(client: Client, isOn: boolean): Promise<void> {
  const { rows } = await client.query<Trigger>(
    `SELECT format('ALTER TABLE %s ${isOn ? 'ENABLE' : 'DISABLE'} TRIGGER %I', tgrelid::regclass, tgname) AS statement
     FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE proname LIKE 'tell\\_of\\_%' ORDER BY tgname`,
  );
  if (rows.length === 0) throw new Error('there is no trigger that notifies of changes');
  for (const { statement } of rows) await client.query(statement);
}
