import { createDatabase } from '../database.js';
import type { Say } from '../say.js';
import { type GateFigures, measureGate } from './gate.js';
import { type ListFigures, measureLists } from './lists.js';
import { type Fleet, seedFleet } from './seed.js';

export interface FleetFigures {
  readonly fleet: Fleet;
  readonly lists: readonly ListFigures[];
  readonly gate: GateFigures | null;
}

/** The whole fleet with its indexes, the room that PostgreSQL's log takes meanwhile, and some to spare. */
const NEEDED_GB = 8;

/** Lists and gate over a fleet of 20 million findings. */
export async function measureFleet(asked: { lists: boolean; gate: boolean }, say: Say): Promise<FleetFigures> {
  const database = await createDatabase(NEEDED_GB);
  try {
    const fleet = await seedFleet(database, say);
    const api = await database.startApi();
    const client = await database.connect();
    const { rows } = await client.query<{ id: number }>('SELECT id FROM artifact ORDER BY id');
    const lists = asked.lists
      ? await measureLists(
          api.url,
          rows.map(({ id }) => String(id)),
          say,
        )
      : [];
    const gate = asked.gate ? await measureGate(api.url, client) : null;
    return { fleet, lists, gate };
  } finally {
    await database.remove();
  }
}
