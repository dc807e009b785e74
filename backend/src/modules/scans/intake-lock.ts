import { Injectable } from '@nestjs/common';
import type { Database, Sql, TransactionSql } from '../../database/database.js';

/** 'advisory' in ASCII: earlier versions, which may run beside this one, call it so. */
const INTAKE_LOCK = '7017864314630402681';

/** So long at most do reports that come in wait for those under way, before either goes on. */
const PATIENCE_MS = 1000;

/** PostgreSQL's code for a lock that was not to be had in time. */
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Held until a transaction ends: shared by transactions that take reports in, and exclusive for a transaction that must
 * see each of their scans, or none in progress. It is taken before every other lock.
 */
@Injectable()
export class IntakeLock {
  async share(sql: Sql): Promise<void> {
    await sql.query('SELECT pg_advisory_xact_lock_shared($1::bigint)', [INTAKE_LOCK]);
  }

  async holdAlone(sql: Sql): Promise<void> {
    await sql.query('SELECT pg_advisory_xact_lock($1::bigint)', [INTAKE_LOCK]);
  }

  /** Runs `work` in a transaction while no report is under way; null where some were the whole time, and it is to be tried again later. */
  async alone<Result>(database: Database, work: (sql: TransactionSql) => Promise<Result>): Promise<Result | null> {
    try {
      return await database.transaction(async (sql) => {
        await sql.query(`SET LOCAL lock_timeout = ${PATIENCE_MS}`);
        await this.holdAlone(sql);
        return work(sql);
      });
    } catch (error) {
      if ((error as { readonly code?: unknown } | null)?.code === LOCK_NOT_AVAILABLE) return null;
      throw error;
    }
  }
}
