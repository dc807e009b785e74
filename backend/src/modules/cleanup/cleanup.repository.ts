import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { SESSION_IS_LIVE } from '../access/principal.repository.js';
import { FORGOTTEN_AFTER_SECONDS } from '../identity/sign-in/attempt-buckets.js';

/** No transaction grows without measure; what is left over comes next time. */
const AT_ONCE = 10_000;

/**
 * The rows of each table, by its key, that can no longer be used. They are refused anyway; deleting them only saves
 * space.
 */
const EXPIRED: readonly { readonly table: string; readonly key: string; readonly condition: string }[] = [
  { table: 'session', key: 'id', condition: `NOT (${SESSION_IS_LIVE})` },
  { table: 'device', key: 'id', condition: 'expires_at < now()' },
  { table: 'challenge', key: 'id', condition: 'expires_at < now()' },
  {
    table: 'attempt_bucket',
    key: 'key',
    condition: `blocked_until < now() - make_interval(secs => ${FORGOTTEN_AFTER_SECONDS})`,
  },
  // The set-up of an authenticator app was begun, but no code was entered.
  { table: 'totp_factor', key: 'id', condition: `confirmed_at IS NULL AND created_at < now() - interval '1 day'` },
  { table: 'one_time_link', key: 'id', condition: `coalesce(used_at, expires_at) < now() - interval '1 day'` },
  // Those that people made stay in their lists, as expired.
  { table: 'api_token', key: 'id', condition: 'trust_rule_id IS NOT NULL AND expires_at < now()' },
];

@Injectable()
export class CleanupRepository {
  constructor(private readonly database: Database) {}

  /** How many rows went, by table. */
  deleteExpired(): Promise<Record<string, number>> {
    return this.database.transaction(async (sql) => {
      const deleted: Record<string, number> = {};
      for (const { table, key, condition } of EXPIRED) {
        // SKIP LOCKED: a locked row is in use, so neither cleanup nor requests wait for each other.
        const rows = await sql.query(
          `DELETE FROM ${table} WHERE ${key} IN
             (SELECT ${key} FROM ${table} WHERE ${condition} LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED) RETURNING 1`,
        );
        deleted[table] = rows.length;
      }
      return deleted;
    });
  }
}
