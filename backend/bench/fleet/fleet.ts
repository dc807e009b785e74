import type { Client } from 'pg';
import { signInAsAdministrator } from '../administrator.js';
import type { Credentials } from '../credentials.js';
import { type BenchDatabase, createDatabase } from '../database.js';
import { keepDatabase, openDatabase } from '../kept-database.js';
import type { BenchRequest } from '../request.js';
import type { Say } from '../say.js';
import type { Scale } from '../scale.js';
import { countFleet, type FleetCounts, seedFleet } from './seed.js';

/** Many artifacts with findings and people, and the API on them: what lists and gate are measured on. */
export interface Fleet {
  readonly counts: FleetCounts;
  readonly url: string;
  readonly client: Client;
  /** Somebody who may see all lists. */
  readonly administrator: Credentials;
}

/** Made, or opened, when the first part asks for it; those after it have the same. */
export class SharedFleet {
  private database: BenchDatabase | null = null;
  private fleet: Fleet | null = null;

  constructor(
    private readonly request: BenchRequest,
    private readonly scale: Scale,
    private readonly say: Say,
  ) {}

  async open(): Promise<Fleet> {
    this.fleet ??= await this.start(await this.find());
    return this.fleet;
  }

  async end(): Promise<void> {
    const { database } = this;
    this.database = null;
    this.fleet = null;
    await database?.end();
  }

  private async find(): Promise<BenchDatabase> {
    if (this.request.on !== undefined) return (this.database = await openDatabase(this.request.on, this.scale));
    const made = await createDatabase(this.scale);
    this.database = made;
    await seedFleet(made, this.scale.fleet, this.say);
    if (this.request.isKept) {
      const url = await keepDatabase(made);
      this.say(`kept in ${made.folder}, until that folder is removed; to measure on it again:`);
      this.say(`npm run bench -- lists gate recall --on ${url}`);
    }
    return made;
  }

  private async start(database: BenchDatabase): Promise<Fleet> {
    const api = await database.startApi();
    const client = await database.connect();
    const administrator = await signInAsAdministrator(client, api.url);
    return { counts: await countFleet(client), url: api.url, client, administrator };
  }
}
