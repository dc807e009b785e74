import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../../database/database.js';

/** Words that no scan has, and since when that is not known any more. */
export interface UnusedWords {
  readonly ids: readonly number[];
  /** The oldest transaction that may have put a scan that was not looked at. */
  readonly since: string;
}

@Injectable()
export class UnusedWordsRepository {
  constructor(private readonly database: Database) {}

  /** Nothing is held, so a scan may come to have one of them. */
  async list(most: number): Promise<UnusedWords> {
    const [moment] = await this.database.query<{ since: string }>(
      'SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS since',
    );
    const rows = await this.database.query<{ id: number }>(
      `SELECT id FROM (SELECT id FROM word EXCEPT SELECT unnest(word_ids) FROM scan) AS unused ORDER BY id LIMIT $1`,
      [most],
    );
    return { ids: rows.map(({ id }) => id), since: moment?.since ?? '0' };
  }

  /** Those that no scan has come to have; the caller holds the intake alone, so that none is about to. Answers how many. */
  async delete(sql: Sql, { ids, since }: UnusedWords): Promise<number> {
    const [deleted] = await sql.query<{ count: number }>(
      `WITH named AS MATERIALIZED (
         SELECT DISTINCT unnest(word_ids) AS id FROM scan WHERE age(xmin) <= age(xid($2::text::xid8))
       ), gone AS (
         DELETE FROM word WHERE id = ANY ($1::int[]) AND id NOT IN (SELECT id FROM named) RETURNING 1
       )
       SELECT count(*)::int AS count FROM gone`,
      [ids, since],
    );
    return deleted?.count ?? 0;
  }
}
