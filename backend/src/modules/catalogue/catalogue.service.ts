import { Injectable } from '@nestjs/common';
import type { Claim, Scan } from '../../core/reports/scan.js';
import type { Sql, TransactionSql } from '../../database/database.js';
import { type CatalogueContent, catalogueContentOf } from './catalogue-content.js';
import { CatalogueRepository, type CatalogueRows, type Numbered } from './catalogue.repository.js';
import { claimNumber } from './claim-number.js';
import { textBlockCount, toTextBlocks } from './text-blocks.js';

/** The rows that a scan's content has in the catalogue. */
export interface Catalogued {
  /** What it says of each component, in its order. */
  readonly wordIds: readonly number[];
  /** Names of its claims (`claimNumber`). */
  readonly claimIds: ReadonlyMap<Claim, number>;
  /** By `Component.key`. */
  readonly componentIds: ReadonlyMap<string, number>;
  /** By identifier. */
  readonly nameIds: ReadonlyMap<string, number>;
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
    scan: Scan,
    content: CatalogueContent = catalogueContentOf(scan),
  ): Promise<Catalogued> {
    return toCatalogued(scan, content, await this.addContent(sql, content));
  }

  /** The same for content that no scan was read for. */
  async addContent(sql: TransactionSql, content: CatalogueContent): Promise<CatalogueRows> {
    let rows = await this.find(sql, content, NOTHING, []);
    if (!isWhole(rows, content)) {
      await this.catalogue.lock(sql);
      // Others may have added it until then.
      rows = await this.find(sql, content, rows, [...content.descriptions.keys()]);
      await this.addMissing(sql, content, rows);
    }
    return rows;
  }

  /** With what is known already. */
  private async find(
    sql: Sql,
    content: CatalogueContent,
    known: CatalogueRows,
    descriptions: readonly string[],
  ): Promise<CatalogueRows> {
    const found = await this.catalogue.find(sql, {
      components: [...content.components.keys()].filter((key) => !known.components.has(key)),
      words: content.words.flatMap(({ hash }) => (known.words.has(hash) ? [] : [hash])),
      names: [...content.names].filter((name) => !known.names.has(name)),
      descriptions,
    });
    return {
      components: merged(known.components, found.components),
      words: merged(known.words, found.words),
      names: merged(known.names, found.names),
      descriptions: found.descriptions,
    };
  }

  private async addMissing(sql: TransactionSql, content: CatalogueContent, rows: CatalogueRows): Promise<void> {
    const components = [...content.components.values()].filter(({ key }) => !rows.components.has(key));
    const names = [...content.names].filter((name) => !rows.names.has(name));
    const words = content.words.filter(({ hash }) => !rows.words.has(hash));
    const texts = words.length === 0 ? [] : [...content.descriptions].filter(([hash]) => !rows.descriptions.has(hash));
    // Deflated while other rows are sent.
    const blocks = toTextBlocks(texts);
    blocks.catch(() => undefined);
    const ids = await this.catalogue.nextIds(sql, {
      component: components.length,
      advisory_alias: names.length,
      word: words.length,
      text_block: textBlockCount(texts.length),
    });
    for (const [place, { key }] of components.entries()) rows.components.set(key, ids.component[place] ?? 0);
    for (const [place, name] of names.entries()) rows.names.set(name, ids.advisory_alias[place] ?? 0);
    for (const [place, { hash }] of words.entries()) rows.words.set(hash, ids.word[place] ?? 0);
    await this.catalogue.addComponents(sql, numbered(ids.component, components));
    await this.catalogue.addNames(sql, numbered(ids.advisory_alias, names));
    await this.catalogue.addWords(sql, numbered(ids.word, words), rows.components);
    await this.catalogue.addTextBlocks(sql, numbered(ids.text_block, await blocks));
  }
}

function numbered<Row>(ids: readonly number[], rows: readonly Row[]): Numbered<Row>[] {
  return rows.map((row, place) => ({ id: ids[place] ?? 0, row }));
}

const NOTHING: CatalogueRows = { components: new Map(), words: new Map(), names: new Map(), descriptions: new Map() };

function isWhole(rows: CatalogueRows, { components, words, names }: CatalogueContent): boolean {
  return rows.components.size === components.size && rows.words.size === words.length && rows.names.size === names.size;
}

function merged(known: ReadonlyMap<string, number>, found: Map<string, number>): Map<string, number> {
  return known.size === 0 ? found : new Map([...known, ...found]);
}

function toCatalogued(scan: Scan, { words }: CatalogueContent, rows: CatalogueRows): Catalogued {
  const wordIds = words.map(({ hash }) => rows.words.get(hash) ?? 0);
  const wordOf = new Map(words.map(({ componentKey }, place) => [componentKey, wordIds[place] ?? 0]));
  const counts = new Map<string, number>();
  const claimIds = new Map<Claim, number>();
  for (const claim of scan.claims) {
    const place = counts.get(claim.componentKey) ?? 0;
    counts.set(claim.componentKey, place + 1);
    claimIds.set(claim, claimNumber(wordOf.get(claim.componentKey) ?? 0, place));
  }
  return { wordIds, claimIds, componentIds: rows.components, nameIds: rows.names };
}
