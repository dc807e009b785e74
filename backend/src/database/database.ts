import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool, PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { CopyIn } from './copy.js';
import { type BinaryRow, eachBinary, type QueryNumber, readBinary } from './read-binary.js';
import { retryTransient } from './retry-transient.js';

const READING_AT_ONE_MOMENT = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';

/** The token that the process's connections are injected by. */
export const POOL = Symbol('pool');

export type Row = Record<string, unknown>;

/** Where SQL can be sent: to any connection, or inside a transaction. */
export interface Sql {
  query<R extends Row>(text: string, parameters?: readonly unknown[]): Promise<R[]>;

  /** For rows with much `bytea`. In the query `$1` and on are these numbers. */
  readBinary(query: string, numbers?: readonly QueryNumber[]): Promise<BinaryRow[]>;

  /** The same row by row: what `take` is given is overwritten by the next row. */
  eachBinary(query: string, numbers: readonly QueryNumber[], take: (row: BinaryRow) => void): Promise<void>;
}

/** Where SQL can be sent inside a transaction. */
export interface TransactionSql extends Sql {
  copy(rows: CopyIn): Promise<void>;
}

/**
 * SQL for repositories, always with bound parameters, where Prisma does not reach: bulk work with `unnest`, locks, keyset
 * pages over joins. What reads or writes plain rows goes through PrismaService.
 */
@Injectable()
export class Database implements Sql, OnApplicationShutdown {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  async query<R extends Row>(text: string, parameters: readonly unknown[] = []): Promise<R[]> {
    const { rows } = await this.pool.query<R>(text, [...parameters]);
    return rows;
  }

  readBinary(query: string, numbers?: readonly QueryNumber[]): Promise<BinaryRow[]> {
    return this.withClient((client) => readBinary(client, query, numbers));
  }

  eachBinary(query: string, numbers: readonly QueryNumber[], take: (row: BinaryRow) => void): Promise<void> {
    return this.withClient((client) => eachBinary(client, query, numbers, take));
  }

  private async withClient<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      return await work(client);
    } catch (error) {
      broken = error as Error;
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /**
   * Runs `work`, which only reads, on the database as it is at one moment, however much is written meanwhile. `of`: the moment of
   * another process or thread, by the name that `sharedSnapshot` gave it.
   */
  async snapshot<T>(work: (sql: Sql) => Promise<T>, of: string | null = null): Promise<T> {
    const begin =
      of === null ? READING_AT_ONE_MOMENT : `${READING_AT_ONE_MOMENT}; SET TRANSACTION SNAPSHOT '${nameOf(of)}'`;
    return retryTransient(() => this.attempt(work, undefined, begin));
  }

  /** The same. While `work` runs, others can read the database as it is at this moment, by the moment's name. */
  sharedSnapshot<T>(work: (sql: Sql, name: string) => Promise<T>): Promise<T> {
    return this.snapshot(async (sql) => {
      const [row] = await sql.query<{ name: string }>('SELECT pg_export_snapshot() AS name');
      if (row === undefined) throw new Error('PostgreSQL names no snapshot');
      return work(sql, row.name);
    });
  }

  /**
   * Runs `work` in one transaction: all of it is kept, or nothing. One that PostgreSQL ended for the sake of
   * another is run again, so `work` must do nothing else than send SQL. `signal` ends it from outside.
   */
  transaction<T>(work: (sql: TransactionSql) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return retryTransient(() => this.attempt(work, signal));
  }

  private async attempt<T>(
    work: (sql: TransactionSql) => Promise<T>,
    signal?: AbortSignal,
    begin = 'BEGIN',
  ): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query(begin);
      const result = await work({
        query: async <R extends Row>(text: string, parameters: readonly unknown[] = []) => {
          signal?.throwIfAborted();
          const { rows } = await client.query<R>(text, [...parameters]);
          return rows;
        },
        copy: async ({ text, pieces }) => {
          signal?.throwIfAborted();
          await pipeline(Readable.from(pieces), client.query(copyFrom(text)));
        },
        readBinary: (query, numbers) => {
          signal?.throwIfAborted();
          return readBinary(client, query, numbers);
        },
        eachBinary: (query, numbers, take) => {
          signal?.throwIfAborted();
          return eachBinary(client, query, numbers, take);
        },
      });
      signal?.throwIfAborted();
      await client.query('COMMIT');
      return result;
    } catch (error) {
      broken = await rollback(client);
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}

/** The statement takes no parameters. */
function nameOf(snapshot: string): string {
  if (!/^[\dA-F-]+$/.test(snapshot)) throw new Error('this is no name of a snapshot');
  return snapshot;
}

/** Returns why the connection cannot be used any more, if that is so. */
async function rollback(client: PoolClient): Promise<Error | undefined> {
  try {
    await client.query('ROLLBACK');
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
