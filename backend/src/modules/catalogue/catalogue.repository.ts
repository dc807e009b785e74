import { Injectable } from '@nestjs/common';
import type { Word } from '../../core/words/word.js';
import { arrayLiteral } from '../../database/array-literal.js';
import { bytea, column, type CopyColumn, copyIn, int2, int4, text, uuid } from '../../database/copy.js';
import type { Sql, TransactionSql } from '../../database/database.js';
import type { CataloguedComponent } from './catalogue-content.js';
import type { TextBlock } from './text-blocks.js';

/** Rows of the catalogue, by what names them. */
export interface CatalogueRows {
  /** By `Component.key`. */
  readonly components: Map<string, number>;
  /** By their hash. */
  readonly words: Map<string, number>;
  /** By their hash: the blocks that they are in. */
  readonly descriptions: Map<string, number>;
}

/** What rows are wanted for. */
export interface CatalogueNames {
  readonly components: readonly string[];
  readonly words: readonly string[];
  readonly descriptions?: readonly string[];
}

export type CatalogueTable = 'component' | 'word' | 'text_block';

/** A row to come, with its number. */
export interface Numbered<Row> {
  readonly id: number;
  readonly row: Row;
}

/** 'catalogu' in ASCII. */
const CATALOGUE_LOCK = '7161132844275689333';

/**
 * Reads and writes what is stored once for all artifacts. Rows are never changed, and rows are only added while the
 * catalogue is locked.
 */
@Injectable()
export class CatalogueRepository {
  /**
   * Holds the catalogue until the transaction ends, alone: what is looked up after it is all there is, and what is not
   * there can be put without asking. The caller already holds its artifact, its report and its tag, and must not lock
   * one of them again.
   */
  async lock(sql: Sql): Promise<void> {
    await sql.query('SELECT pg_advisory_xact_lock($1::bigint)', [CATALOGUE_LOCK]);
  }

  async find(sql: Sql, { components, words, descriptions = [] }: CatalogueNames): Promise<CatalogueRows> {
    const lists = [components, words, descriptions];
    const found: Map<string, number>[] = lists.map(() => new Map());
    if (lists.some(({ length }) => length > 0)) {
      const rows = await sql.query<{ list: number; place: number; id: number }>(
        `SELECT 0 AS list, place::int, component.id
         FROM unnest($1::text[]) WITH ORDINALITY AS wanted (key, place) JOIN component USING (key)
         UNION ALL SELECT 1, place::int, word.id
         FROM unnest($2::uuid[]) WITH ORDINALITY AS wanted (hash, place) JOIN word USING (hash)
         UNION ALL SELECT 2, wanted.place::int, block_id
         FROM unnest($3::uuid[]) WITH ORDINALITY AS wanted (hash, place) JOIN wording USING (hash)`,
        lists.map((list) => arrayLiteral(list)),
      );
      for (const { list, place, id } of rows) found[list]?.set(lists[list]?.[place - 1] ?? '', id);
    }
    const [componentIds, wordIds, blockIds] = found as [Map<string, number>, Map<string, number>, Map<string, number>];
    return { components: componentIds, words: wordIds, descriptions: blockIds };
  }

  /** Numbers for new rows, those of each table in the order of `counts`. */
  async nextIds(sql: Sql, counts: Readonly<Record<CatalogueTable, number>>): Promise<Record<CatalogueTable, number[]>> {
    const ids: Record<CatalogueTable, number[]> = { component: [], word: [], text_block: [] };
    const rows = await sql.query<{ name: CatalogueTable; id: number }>(
      `SELECT 'component' AS name, nextval('component_id_seq')::int AS id FROM generate_series(1, $1::int)
       UNION ALL SELECT 'word', nextval('word_id_seq')::int FROM generate_series(1, $2::int)
       UNION ALL SELECT 'text_block', nextval('text_block_id_seq')::int FROM generate_series(1, $3::int)`,
      [counts.component, counts.word, counts.text_block],
    );
    for (const { name, id } of rows) ids[name].push(id);
    return ids;
  }

  /** Puts what is not there; the caller holds the catalogue. */
  async addComponents(sql: TransactionSql, components: readonly Numbered<CataloguedComponent>[]): Promise<void> {
    await copy(sql, 'component', components, [
      column('id', int4, ({ id }) => id),
      column('key', text, ({ row }) => row.key),
      column('purl', text, ({ row }) => row.purl),
      column('type', text, ({ row }) => row.type),
      column('namespace', text, ({ row }) => row.namespace),
      column('name', text, ({ row }) => row.name),
      column('version', text, ({ row }) => row.version),
    ]);
  }

  /** `componentIds` are by `Component.key`. */
  async addWords(
    sql: TransactionSql,
    words: readonly Numbered<Word>[],
    componentIds: ReadonlyMap<string, number>,
  ): Promise<void> {
    await copy(sql, 'word', words, [
      column('id', int4, ({ id }) => id),
      column('hash', uuid, ({ row }) => row.hash),
      column('component_id', int4, ({ row }) => componentIds.get(row.componentKey) ?? null),
      column('bytes', bytea, ({ row }) => row.bytes),
    ]);
  }

  async addTextBlocks(sql: TransactionSql, blocks: readonly Numbered<TextBlock>[]): Promise<void> {
    await copy(sql, 'text_block', blocks, [
      column('id', int4, ({ id }) => id),
      column('bytes', bytea, ({ row }) => row.bytes),
    ]);
    const wordings = blocks.flatMap(({ id, row }) => row.hashes.map((hash, place) => ({ hash, id, place })));
    await copy(sql, 'wording', wordings, [
      column('hash', uuid, ({ hash }) => hash),
      column('block_id', int4, ({ id }) => id),
      column('place', int2, ({ place }) => place),
    ]);
  }
}

async function copy<Row>(
  sql: TransactionSql,
  table: string,
  rows: readonly Row[],
  columns: readonly CopyColumn<Row>[],
): Promise<void> {
  if (rows.length > 0) await sql.copy(copyIn(table, rows, columns));
}
