import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { SESSION_IS_LIVE } from '../access/principal.repository.js';
import { FORGOTTEN_AFTER_SECONDS } from '../identity/sign-in/attempt-buckets.js';

/** No transaction grows without measure; what is left over comes next time. */
const AT_ONCE = 10_000;

/** Of each table, by its key, what nobody can use any more. What is over is refused anyway: this is for the disk's sake. */
const EXPIRED: readonly { readonly table: string; readonly key: string; readonly condition: string }[] = [
  { table: 'session', key: 'id', condition: `NOT (${SESSION_IS_LIVE})` },
  { table: 'device', key: 'id', condition: 'expires_at < now()' },
  { table: 'challenge', key: 'id', condition: 'expires_at < now()' },
  {
    table: 'attempt_bucket',
    key: 'key',
    condition: `blocked_until < now() - make_interval(secs => ${FORGOTTEN_AFTER_SECONDS})`,
  },
  // Somebody began to set up an authenticator app and never showed a code.
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
        // Whoever holds a row uses it: nobody waits for the clearing up, nor it for anybody.
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
