import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../../database/database.js';
import { edgesOf } from './posting-edges.js';
import { SEGMENT_BITS, SEGMENT_SIZE } from './posting-kind.js';

/** 'posting' in ASCII: the replica that posts holds it. */
const POSTING_LOCK = '31647739056582247';

const NONE = '0'.repeat(SEGMENT_SIZE);

/** Writes postings. */
@Injectable()
export class PostingsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Posts up to so many waiting artifacts of one segment. How many it were; null if another replica is doing it. A
   * report for one of them waits until it is done, so a batch is small.
   */
  postSome(limit: number): Promise<number | null> {
    return this.database.transaction(async (sql) => {
      const [lock] = await sql.query<{ isOurs: boolean }>('SELECT pg_try_advisory_xact_lock($1::bigint) AS "isOurs"', [
        POSTING_LOCK,
      ]);
      if (lock?.isOurs !== true) return null;
      const artifactIds = await this.holdWaiting(sql, limit);
      const [first] = artifactIds;
      if (first === undefined) return 0;
      await this.numberNames(sql, artifactIds);
      await this.post(sql, first >> SEGMENT_BITS, artifactIds);
      await sql.query(
        'UPDATE artifact_posting SET is_posted = true, leads = NULL, linked_leads = NULL, linked_names = NULL WHERE artifact_id = ANY ($1::int[])',
        [artifactIds],
      );
      return artifactIds.length;
    });
  }

  /** Of the segment of the first one that waits. Rows that another transaction holds follow later. */
  private async holdWaiting(sql: Sql, limit: number): Promise<number[]> {
    const rows = await sql.query<{ id: number }>(
      `SELECT artifact_id AS id FROM artifact_posting WHERE NOT is_posted AND leads IS NOT NULL
       ORDER BY artifact_id LIMIT $1 FOR UPDATE SKIP LOCKED`,
      [limit],
    );
    const segment = (rows[0]?.id ?? 0) >> SEGMENT_BITS;
    return rows.map(({ id }) => id).filter((id) => id >> SEGMENT_BITS === segment);
  }

  /** Names that have a number take no other: numbers are not to run out. */
  private async numberNames(sql: Sql, artifactIds: readonly number[]): Promise<void> {
    await sql.query(
      `INSERT INTO advisory_alias (alias)
       SELECT DISTINCT name FROM artifact_posting, unnest(leads || linked_names) AS name
       WHERE artifact_id = ANY ($1::int[]) AND NOT EXISTS (SELECT FROM advisory_alias WHERE alias = name)
       ON CONFLICT (alias) DO NOTHING`,
      [artifactIds],
    );
  }

  /** Replaces the bits of these artifacts, all of the segment, in all of its rows; rows that stay as they are are not written. */
  private async post(sql: Sql, segment: number, artifactIds: readonly number[]): Promise<void> {
    const theirs = new Set(artifactIds.map((id) => id % SEGMENT_SIZE));
    const mask = Array.from({ length: SEGMENT_SIZE }, (_, place) => (theirs.has(place) ? '1' : '0')).join('');
    await sql.query(
      `WITH given AS (
         SELECT kind::smallint, key, bit_or(set_bit($3::bit(${SEGMENT_SIZE}), artifact_id % ${SEGMENT_SIZE}, 1)) AS artifacts
         FROM (${edgesOf('$2')}) AS edge GROUP BY kind, key
       ), gone AS (
         SELECT kind, key, artifacts & (~ $4::bit(${SEGMENT_SIZE})) AS artifacts FROM posting
         WHERE segment = $1 AND (artifacts & $4::bit(${SEGMENT_SIZE})) <> $3::bit(${SEGMENT_SIZE})
           AND NOT EXISTS (SELECT FROM given WHERE given.kind = posting.kind AND given.key = posting.key)
       ), emptied AS (
         DELETE FROM posting USING gone WHERE posting.kind = gone.kind AND posting.key = gone.key AND segment = $1
           AND gone.artifacts = $3::bit(${SEGMENT_SIZE})
       ), lessened AS (
         UPDATE posting SET artifacts = gone.artifacts FROM gone
         WHERE posting.kind = gone.kind AND posting.key = gone.key AND segment = $1
           AND gone.artifacts <> $3::bit(${SEGMENT_SIZE})
       )
       INSERT INTO posting (kind, key, segment, artifacts) SELECT kind, key, $1, artifacts FROM given
       ON CONFLICT (kind, key, segment) DO UPDATE
         SET artifacts = (posting.artifacts & (~ $4::bit(${SEGMENT_SIZE}))) | excluded.artifacts
         WHERE posting.artifacts <> ((posting.artifacts & (~ $4::bit(${SEGMENT_SIZE}))) | excluded.artifacts)`,
      [segment, artifactIds, NONE, mask],
    );
  }
}
