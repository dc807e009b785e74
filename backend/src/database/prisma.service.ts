import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool } from 'pg';
import type { Prisma, PrismaClient } from '../generated/prisma/client.js';
import { POOL } from './database.js';
import { retryTransient } from './retry-transient.js';

export type Transaction = Prisma.TransactionClient;

/** What is waited for: a connection, and the end of the work. */
const LIMITS = { maxWait: 10_000, timeout: 30_000 };

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

  /**
   * Runs `work` in one transaction, by the same rules as `Database.transaction`: one that PostgreSQL ended for the sake of
   * another is run again, so `work` must do nothing else than ask the database.
   */
  async transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const client = await this.open();
    return retryTransient(() => client.$transaction(work, LIMITS));
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
