import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Configuration } from '../../../config/configuration.js';
import { Database } from '../../../database/database.js';
import { type AttemptBucket, delaysOf, FORGOTTEN_AFTER_SECONDS } from './attempt-buckets.js';
import { TooManyAttemptsError } from './sessions.errors.js';

/** What became of an attempt: `found` buckets were there, `wait` seconds are left, and `counted` of each. Null: not counted. */
type Outcome = { found: number; wait: number | null; counted: Record<string, number> | null };

/**
 * Slows down guessing. An attempt is counted before it is checked, under a lock on its buckets, so that no more
 * attempts pass than the rules say, however many come at once on however many replicas.
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
    const delays = buckets.map(({ rule }) => JSON.stringify(delaysOf(rule)));
    for (;;) {
      const [outcome] = await this.database.query<Outcome>(COUNT, [keys, delays, FORGOTTEN_AFTER_SECONDS]);
      if (outcome === undefined) throw new Error('counting an attempt has no outcome');
      const { found, wait, counted } = outcome;
      if (wait !== null) throw new TooManyAttemptsError(wait);
      if (counted !== null) return keys.map((key) => counted[key] ?? 0);
      if (found < keys.length) await this.database.query(CREATE, [keys]);
    }
  }

  /** Looks at an attempt that was reserved. One that cannot be looked at, since the server is too busy, does not count. */
  async looked<T>(buckets: readonly AttemptBucket[], look: () => Promise<T>): Promise<T> {
    try {
      return await look();
    } catch (error) {
      await this.settle(buckets, []);
      throw error;
    }
  }

  /** The attempt was right. */
  async succeed(buckets: readonly AttemptBucket[]): Promise<void> {
    await this.settle(
      buckets,
      buckets.filter(({ onSuccess }) => onSuccess === 'forget'),
    );
  }

  /** Takes an attempt back, and from some of its buckets all that came before. */
  private async settle(buckets: readonly AttemptBucket[], forgotten: readonly AttemptBucket[]): Promise<void> {
    const [all, emptied] = [buckets, forgotten].map((some) => some.map((bucket) => this.keyOf(bucket)));
    await this.database.query(SETTLE, [all, emptied]);
  }

  /** Keyed: people type passwords where their email address belongs, and the table must not tell them. */
  private keyOf({ subject }: AttemptBucket): string {
    return createHmac('sha256', this.configuration.get('SECRET_KEY'))
      .update(JSON.stringify(['attempts', ...subject]))
      .digest('base64url');
  }
}

/** The columns hold milliseconds: rounded up, a bucket would be closed for the rest of one. */
const NOW = `date_trunc('milliseconds', clock_timestamp())`;

/** In the order of their keys, so that none waits in a circle. */
const LOCKED = 'SELECT key, failures, blocked_until FROM attempt_bucket WHERE key = ANY($1) ORDER BY key FOR UPDATE';

/**
 * One statement is one transaction, with one journey to the database. What a bucket holds is read under the lock, so the
 * attempts before have all been counted.
 */
const COUNT = `
  WITH locked AS MATERIALIZED (${LOCKED}),
  state AS MATERIALIZED (
    SELECT count(*)::int AS found,
      ceil(extract(epoch FROM max(blocked_until) FILTER (WHERE blocked_until > clock_timestamp()) - clock_timestamp()))::int
        AS wait
    FROM locked
  ),
  next AS (
    SELECT key, delays, CASE WHEN blocked_until < clock_timestamp() - make_interval(secs => $3) THEN 1 ELSE failures + 1 END
      AS attempts
    FROM locked JOIN unnest($1::text[], $2::jsonb[]) AS rule (key, delays) USING (key)
  ),
  counted AS (
    UPDATE attempt_bucket SET failures = attempts, since = ${NOW}, blocked_until =
      ${NOW} + make_interval(secs => (delays ->> least(attempts, jsonb_array_length(delays)) - 1)::float8)
    FROM next, state
    WHERE attempt_bucket.key = next.key AND wait IS NULL AND found = cardinality($1::text[])
    RETURNING attempt_bucket.key, attempts
  )
  SELECT found, CASE WHEN wait < 1 THEN 1 ELSE wait END AS wait,
    (SELECT json_object_agg(key, attempts) FROM counted) AS counted
  FROM state`;

const CREATE = `
  INSERT INTO attempt_bucket (key, failures, since, blocked_until)
  SELECT key, 0, ${NOW}, ${NOW} FROM unnest($1::text[]) AS wanted (key) ORDER BY key ON CONFLICT DO NOTHING`;

/** Emptied rather than removed: the next attempt finds its buckets there. */
const SETTLE = `
  WITH locked AS MATERIALIZED (${LOCKED})
  UPDATE attempt_bucket SET
    failures = CASE WHEN attempt_bucket.key = ANY($2) THEN 0 ELSE greatest(attempt_bucket.failures - 1, 0) END,
    blocked_until = least(attempt_bucket.blocked_until, ${NOW})
  FROM locked WHERE attempt_bucket.key = locked.key`;
