import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../../database/database.js';

export type CheckedWord = { id: number; hash: string; bytes: Buffer; componentKey: string | null };

export type CheckedScan = { id: number; wordIds: number[]; claimCount: number };

export type CheckedBlock = { id: number; bytes: Buffer; hashes: string[]; places: number[] };

export type MissingRows = { table: string; column: string; count: number };

/** What the tables without foreign keys point to, piece by piece. */
@Injectable()
export class StoredWordsRepository {
  constructor(private readonly database: Database) {}

  /** Everything that `work` reads is of one moment, whatever comes in meanwhile. */
  atOneMoment<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> {
    return this.database.transaction(async (sql) => {
      await sql.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
      return work(sql);
    });
  }

  async *walkWords(sql: Sql): AsyncGenerator<CheckedWord> {
    yield* walk<CheckedWord>(
      sql,
      `SELECT word.id, encode(uuid_send(hash), 'hex') AS hash, bytes, key AS "componentKey"
       FROM word LEFT JOIN component ON component.id = component_id WHERE word.id > $1 ORDER BY word.id LIMIT 1000`,
    );
  }

  async *walkScans(sql: Sql): AsyncGenerator<CheckedScan> {
    yield* walk<CheckedScan>(
      sql,
      `SELECT id, word_ids AS "wordIds", claim_count AS "claimCount" FROM scan WHERE id > $1 ORDER BY id LIMIT 100`,
    );
  }

  async *walkBlocks(sql: Sql): AsyncGenerator<CheckedBlock> {
    yield* walk<CheckedBlock>(
      sql,
      `SELECT id, bytes, ARRAY(SELECT encode(uuid_send(hash), 'hex') FROM wording WHERE block_id = block.id ORDER BY place, hash) AS hashes,
         ARRAY(SELECT place FROM wording WHERE block_id = block.id ORDER BY place, hash) AS places
       FROM (SELECT * FROM text_block WHERE id > $1 ORDER BY id LIMIT 50) AS block ORDER BY id`,
    );
  }

  async findDescriptions(sql: Sql, hashes: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await sql.query<{ hash: string }>(
      `SELECT encode(uuid_send(hash), 'hex') AS hash FROM wording WHERE hash = ANY ($1::uuid[])`,
      [hashes],
    );
    return new Set(rows.map(({ hash }) => hash));
  }

  /** Of each column that points to something: how many rows point to nothing. */
  async listMissing(sql: Sql): Promise<MissingRows[]> {
    const rows = await sql.query<MissingRows>(
      `SELECT 'former_place' AS table, 'component_id' AS column, count(*)::int AS count FROM former_place AS edge
       WHERE NOT EXISTS (SELECT FROM component WHERE id = edge.component_id)
       UNION ALL SELECT 'wording', 'block_id', count(*)::int FROM wording
       WHERE NOT EXISTS (SELECT FROM text_block WHERE id = block_id)`,
    );
    return rows.filter(({ count }) => count > 0);
  }
}

async function* walk<Row extends Record<string, unknown> & { id: number }>(
  sql: Sql,
  text: string,
): AsyncGenerator<Row> {
  for (let last = 0; ;) {
    const rows = await sql.query<Row>(text, [last]);
    if (rows.length === 0) return;
    yield* rows;
    last = rows.at(-1)?.id ?? last;
  }
}
