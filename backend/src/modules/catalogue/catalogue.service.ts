import { Injectable } from '@nestjs/common';
import type { Scan } from '../../core/reports/scan.js';
import type { Sql, TransactionSql } from '../../database/database.js';
import { type CatalogueContent, catalogueContentOf } from './catalogue-content.js';
import { CatalogueRepository, type CatalogueRows, type Numbered } from './catalogue.repository.js';
import { textBlockCount, toTextBlocks } from './text-blocks.js';

/** The rows that a scan's content has in the catalogue. */
export interface Catalogued {
  /** What it says of each component, in its order. */
  readonly wordIds: readonly number[];
  /** By `Component.key`. */
  readonly componentIds: ReadonlyMap<string, number>;
}

/** Puts what a scan says into the tables that all artifacts share. */
@Injectable()
export class CatalogueService {
  constructor(private readonly catalogue: CatalogueRepository) {}

  /**
   * Where all is known, nothing is held and nothing written. Otherwise the transaction holds the catalogue from here on, so it must hold
   * its artifact already: all do it in that order, and none waits for another in a circle.
   */
  async add(
    sql: TransactionSql,
    scan: Pick<Scan, 'components' | 'claims' | 'problems'>,
    content: CatalogueContent = catalogueContentOf(scan),
  ): Promise<Catalogued> {
    const { words, components } = content;
    const missing = { components: [...components.keys()], words: words.map(({ hash }) => hash) };
    const rows = await this.catalogue.find(sql, missing);
    if (rows.components.size < components.size || rows.words.size < words.length) {
      await this.catalogue.lock(sql);
      await this.findAgain(sql, content, rows);
      await this.addMissing(sql, content, rows);
    }
    const wordIds = words.map(({ hash }) => rows.words.get(hash) ?? 0);
    return { wordIds, componentIds: rows.components };
  }

  /** What others have added until now, and what the words that are missing still refer to. */
  private async findAgain(sql: Sql, content: CatalogueContent, rows: CatalogueRows): Promise<void> {
    const words = content.words.filter(({ hash }) => !rows.words.has(hash));
    const found = await this.catalogue.find(sql, {
      components: [...content.components.keys()].filter((key) => !rows.components.has(key)),
      words: words.map(({ hash }) => hash),
      descriptions: words.length === 0 ? [] : [...content.descriptions.keys()],
    });
    for (const [key, id] of found.components) rows.components.set(key, id);
    for (const [hash, id] of found.words) rows.words.set(hash, id);
    for (const [hash, id] of found.descriptions) rows.descriptions.set(hash, id);
  }

  private async addMissing(sql: TransactionSql, content: CatalogueContent, rows: CatalogueRows): Promise<void> {
    const components = [...content.components.values()].filter(({ key }) => !rows.components.has(key));
    const words = content.words.filter(({ hash }) => !rows.words.has(hash));
    const texts = words.length === 0 ? [] : [...content.descriptions].filter(([hash]) => !rows.descriptions.has(hash));
    // Deflated while other rows are sent.
    const blocks = toTextBlocks(texts);
    blocks.catch(() => undefined);
    const ids = await this.catalogue.nextIds(sql, {
      component: components.length,
      word: words.length,
      text_block: textBlockCount(texts.length),
    });
    for (const [place, { key }] of components.entries()) rows.components.set(key, ids.component[place] ?? 0);
    for (const [place, { hash }] of words.entries()) rows.words.set(hash, ids.word[place] ?? 0);
    await this.catalogue.addComponents(sql, numbered(ids.component, components));
    await this.catalogue.addWords(sql, numbered(ids.word, words), rows.components);
    await this.catalogue.addTextBlocks(sql, numbered(ids.text_block, await blocks));
  }
}

function numbered<Row>(ids: readonly number[], rows: readonly Row[]): Numbered<Row>[] {
  return rows.map((row, place) => ({ id: ids[place] ?? 0, row }));
}
