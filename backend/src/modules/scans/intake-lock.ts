import { Injectable } from '@nestjs/common';
import type { Sql } from '../../database/database.js';

/** 'advisory' in ASCII: earlier versions, which may run beside this one, call it so. */
const INTAKE_LOCK = '7017864314630402681';

/**
 * Held until a transaction ends: by all together who take reports in, and alone by whoever must see each of their scans, or none of
 * them under way. It comes before every other lock.
 */
@Injectable()
export class IntakeLock {
  async share(sql: Sql): Promise<void> {
    await sql.query('SELECT pg_advisory_xact_lock_shared($1::bigint)', [INTAKE_LOCK]);
  }

  async holdAlone(sql: Sql): Promise<void> {
    await sql.query('SELECT pg_advisory_xact_lock($1::bigint)', [INTAKE_LOCK]);
  }
}
