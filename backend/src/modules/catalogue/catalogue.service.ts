import { Injectable } from '@nestjs/common';
import type { Scan } from '../../core/reports/scan.js';
import type { Sql, TransactionSql } from '../../database/database.js';
import { type CatalogueContent, catalogueContentOf } from './catalogue-content.js';
import { CatalogueRepository, type CatalogueRows, type Numbered } from './catalogue.repository.js';
import { type TextBlock, textBlockCount, toTextBlocks } from './text-blocks.js';

/** The rows that a scan's content has in the catalogue. */
export interface Catalogued {
  /** What it says of each component, in its order. */
  readonly wordIds: readonly number[];
  /** By `Component.key`. */
  readonly componentIds: ReadonlyMap<string, number>;
}

/** Texts that are being deflated. */
interface PreparedTexts {
  readonly count: number;
  readonly blocks: Promise<readonly TextBlock[]>;
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
      const texts = await this.prepareTexts(sql, content, rows);
      await this.catalogue.lock(sql);
      await this.findAgain(sql, content, rows);
      await this.addMissing(sql, content, rows, texts);
    }
    const wordIds = words.map(({ hash }) => rows.words.get(hash) ?? 0);
    return { wordIds, componentIds: rows.components };
  }

  /** Descriptions that are missing as far as is known before the catalogue is held: they are deflated meanwhile. */
  private async prepareTexts(sql: Sql, content: CatalogueContent, rows: CatalogueRows): Promise<PreparedTexts> {
    if (rows.words.size < content.words.length) {
      const wanted = { components: [], words: [], descriptions: [...content.descriptions.keys()] };
      const { descriptions } = await this.catalogue.find(sql, wanted);
      for (const [hash, id] of descriptions) rows.descriptions.set(hash, id);
    }
    return prepared(missingTexts(content, rows));
  }

  /** What others have added until now, of what is missing still. */
  private async findAgain(sql: Sql, content: CatalogueContent, rows: CatalogueRows): Promise<void> {
    const found = await this.catalogue.find(sql, {
      components: [...content.components.keys()].filter((key) => !rows.components.has(key)),
      words: content.words.flatMap(({ hash }) => (rows.words.has(hash) ? [] : [hash])),
      descriptions: missingTexts(content, rows).map(([hash]) => hash),
    });
    for (const [key, id] of found.components) rows.components.set(key, id);
    for (const [hash, id] of found.words) rows.words.set(hash, id);
    for (const [hash, id] of found.descriptions) rows.descriptions.set(hash, id);
  }

  private async addMissing(
    sql: TransactionSql,
    content: CatalogueContent,
    rows: CatalogueRows,
    before: PreparedTexts,
  ): Promise<void> {
    const components = [...content.components.values()].filter(({ key }) => !rows.components.has(key));
    const words = content.words.filter(({ hash }) => !rows.words.has(hash));
    const texts = missingTexts(content, rows);
    // Others have added some meanwhile: then those that were deflated are not all wanted.
    const { blocks } = texts.length === before.count ? before : prepared(texts);
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

/** Where no word is missing, no description is wanted. */
function missingTexts({ words, descriptions }: CatalogueContent, rows: CatalogueRows): [string, string][] {
  if (words.every(({ hash }) => rows.words.has(hash))) return [];
  return [...descriptions].filter(([hash]) => !rows.descriptions.has(hash));
}

function prepared(texts: readonly (readonly [string, string])[]): PreparedTexts {
  const blocks = toTextBlocks(texts);
  // The transaction that adds them awaits it and gets its error.
  blocks.catch(() => undefined);
  return { count: texts.length, blocks };
}
