import { Injectable } from '@nestjs/common';
import type { Sql } from '../../database/database.js';
import { textsOf } from './text-blocks.js';

/** A word as it is stored; nothing of it is checked yet. */
export interface StoredWord {
  readonly componentId: number;
  /** 32 hex digits. */
  readonly hash: string;
  readonly bytes: Buffer;
}

/** Reads words and the descriptions that they refer to. */
@Injectable()
export class WordsRepository {
  /** By number; those that are gone are left out. */
  async find(sql: Sql, ids: readonly number[]): Promise<ReadonlyMap<number, StoredWord>> {
    if (ids.length === 0) return new Map();
    const rows = await sql.query<{ id: number; componentId: number; hash: string; bytes: Buffer }>(
      `SELECT id, component_id AS "componentId", encode(uuid_send(hash), 'hex') AS hash, bytes
       FROM word WHERE id = ANY ($1::int[])`,
      [ids],
    );
    return new Map(rows.map(({ id, ...word }) => [id, word]));
  }

  /** By hash; those that are gone are left out. */
  async findDescriptions(sql: Sql, hashes: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (hashes.length === 0) return new Map();
    const rows = await sql.query<{ hash: string; blockId: number; place: number }>(
      `SELECT encode(uuid_send(hash), 'hex') AS hash, block_id AS "blockId", place
       FROM wording WHERE hash = ANY ($1::uuid[])`,
      [hashes],
    );
    const blocks = await sql.query<{ id: number; bytes: Buffer }>(
      'SELECT id, bytes FROM text_block WHERE id = ANY ($1::int[])',
      [[...new Set(rows.map(({ blockId }) => blockId))]],
    );
    const texts = new Map<number, readonly string[]>();
    for (const { id, bytes } of blocks) texts.set(id, await textsOf(bytes));
    return new Map(
      rows.flatMap(({ hash, blockId, place }) => {
        const text = texts.get(blockId)?.[place];
        return text === undefined ? [] : [[hash, text] as const];
      }),
    );
  }
}
