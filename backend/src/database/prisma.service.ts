import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool } from 'pg';
import type { PrismaClient } from '../generated/prisma/client.js';
import { POOL } from './database.js';

/**
 * Prisma for the queries that read or write plain rows, on the same connections as `Database` and so under the same
 * time-outs. Loaded with the first query that needs it: its query compiler takes some 60 MB and half a second, which an
 * API that only takes in reports and answers the gate never has to spend.
 */
@Injectable()
export class PrismaService implements OnApplicationShutdown {
  private opening: Promise<PrismaClient> | undefined;

  constructor(@Inject(POOL) private readonly pool: Pool) {}

  open(): Promise<PrismaClient> {
    this.opening ??= this.load();
    return this.opening;
  }

  async onApplicationShutdown(): Promise<void> {
    const client = await this.opening;
    await client?.$disconnect();
  }

  private async load(): Promise<PrismaClient> {
    const [{ PrismaClient }, { PrismaPg }] = await Promise.all([
      import('../generated/prisma/client.js'),
      import('@prisma/adapter-pg'),
    ]);
    return new PrismaClient({ adapter: new PrismaPg(this.pool) });
  }
}
