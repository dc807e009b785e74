import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Configuration } from '../../config/configuration.js';
import { Database, type Sql } from '../../database/database.js';
import { type AttemptBucket, delayAfter, FORGOTTEN_AFTER_SECONDS } from './attempt-buckets.js';
import { TooManyAttemptsError } from './sessions.errors.js';

type Counted = { key: string; attempts: number };

/**
 * Slows down whoever guesses. An attempt is counted before it is looked at, under a lock on its buckets, so that however
 * many come at once, on however many replicas, no more are let through than the rules say.
 */
@Injectable()
export class Attempts {
  constructor(
    private readonly configuration: Configuration,
    private readonly database: Database,
  ) {}

  /**
   * Counts an attempt in all of the buckets, or in none: throws TooManyAttemptsError while one of them is closed. Answers
   * how many have been counted in each.
   */
  async reserve(buckets: readonly AttemptBucket[]): Promise<number[]> {
    const keys = buckets.map((bucket) => this.keyOf(bucket));
    // Most of what an attack sends ends here, with a read.
    await refuseWhileClosed(this.database, keys);
    const counted = await this.database.transaction(async (sql) => {
      const rows = await sql.query<Counted>(COUNT, [keys, FORGOTTEN_AFTER_SECONDS]);
      if (rows.length < keys.length) {
        await refuseWhileClosed(sql, keys);
        // It has just opened; the next attempt will be taken.
        throw new TooManyAttemptsError(1);
      }
      const attempts = new Map(rows.map((row) => [row.key, row.attempts]));
      const delays = buckets.map(({ rule }, index) => delayAfter(attempts.get(keys[index] ?? '') ?? 0, rule));
      if (delays.some((delay) => delay > 0)) await sql.query(CLOSE, [keys, delays]);
      return attempts;
    });
    return keys.map((key) => counted.get(key) ?? 0);
  }

  /** The attempt was right. */
  async succeed(buckets: readonly AttemptBucket[]): Promise<void> {
    const forgotten = buckets.filter(({ onSuccess }) => onSuccess === 'forget');
    await this.database.query(FORGET, [forgotten.map((bucket) => this.keyOf(bucket))]);
    await this.takeBack(buckets.filter(({ onSuccess }) => onSuccess === 'take back'));
  }

  /** Looks at an attempt that was reserved. One that cannot be looked at, since the server is too busy, does not count. */
  async looked<T>(buckets: readonly AttemptBucket[], look: () => Promise<T>): Promise<T> {
    try {
      return await look();
    } catch (error) {
      await this.takeBack(buckets);
      throw error;
    }
  }

  private async takeBack(buckets: readonly AttemptBucket[]): Promise<void> {
    if (buckets.length > 0) await this.database.query(TAKE_BACK, [buckets.map((bucket) => this.keyOf(bucket))]);
  }

  /** Keyed: people type passwords where their e-mail address belongs, and the table must not tell them. */
  private keyOf({ subject }: AttemptBucket): string {
    return createHmac('sha256', this.configuration.get('SECRET_KEY'))
      .update(JSON.stringify(['attempts', ...subject]))
      .digest('base64url');
  }
}

async function refuseWhileClosed(sql: Sql, keys: readonly string[]): Promise<void> {
  const [closed] = await sql.query<{ seconds: number | null }>(
    `SELECT ceil(extract(epoch FROM max(blocked_until) - clock_timestamp()))::int AS seconds
     FROM attempt_bucket WHERE key = ANY($1) AND blocked_until > clock_timestamp()`,
    [keys],
  );
  const seconds = closed?.seconds ?? null;
  if (seconds !== null) throw new TooManyAttemptsError(Math.max(1, seconds));
}

/** The columns hold milliseconds: rounded up, a bucket would be closed for the rest of one. */
const NOW = `date_trunc('milliseconds', clock_timestamp())`;

/** Only buckets that are open are counted up, and come back. In the order of their keys, so that none waits in a circle. */
const COUNT = `
  INSERT INTO attempt_bucket AS bucket (key, failures, since, blocked_until)
  SELECT key, 1, ${NOW}, ${NOW} FROM unnest($1::text[]) AS wanted (key) ORDER BY key
  ON CONFLICT (key) DO UPDATE SET
    failures = CASE WHEN bucket.blocked_until < clock_timestamp() - make_interval(secs => $2)
      THEN 1 ELSE bucket.failures + 1 END,
    since = ${NOW},
    blocked_until = ${NOW}
  WHERE bucket.blocked_until <= clock_timestamp()
  RETURNING key, failures AS attempts`;

const CLOSE = `
  UPDATE attempt_bucket SET blocked_until = clock_timestamp() + make_interval(secs => seconds)
  FROM unnest($1::text[], $2::float8[]) AS closed (key, seconds) WHERE attempt_bucket.key = closed.key`;

const LOCKED = 'WITH locked AS (SELECT key FROM attempt_bucket WHERE key = ANY($1) ORDER BY key FOR UPDATE)';

const FORGET = `${LOCKED} DELETE FROM attempt_bucket USING locked WHERE attempt_bucket.key = locked.key`;

const TAKE_BACK = `${LOCKED} UPDATE attempt_bucket
  SET failures = greatest(failures - 1, 0), blocked_until = least(blocked_until, ${NOW})
  FROM locked WHERE attempt_bucket.key = locked.key`;
