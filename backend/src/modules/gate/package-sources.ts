import { Injectable } from '@nestjs/common';
import type { Finding } from '../../core/findings/finding.js';
import type { SourceOf } from '../../core/upgrades/package-group.js';
import type { Sql } from '../../database/database.js';
import { ComponentPlacesRepository } from '../scans/component-places.repository.js';
import { type EvaluationPlace, TooMuchHereError } from './stored-facts.js';

/** Pieces of what scans say of their components, of 256 each, that may be read where requests are answered: they hold that thread for some 10 ms. */
const MOST_PIECES_HERE = 40;

/** What packages are built from, as scans say: without it remedies name packages, and by it what these are built from. */
@Injectable()
export class PackageSources {
  /** By findings, which are held for an artifact as long as they are of the same scans: names by `Component.key`, null where no scan says any. */
  readonly #known = new WeakMap<readonly Finding[], Map<string, string | null>>();

  constructor(private readonly places: ComponentPlacesRepository) {}

  /**
   * Of the packages with these keys, by these scans, which are those that the findings are of. Throws TooMuchHereError where `place` is a thread that
   * answers requests and there is much to read.
   */
  async of(
    sql: Sql,
    { findings, scanIds, keys }: { findings: readonly Finding[]; scanIds: readonly number[]; keys: readonly string[] },
    place: EvaluationPlace = 'anywhere',
  ): Promise<SourceOf> {
    let known = this.#known.get(findings);
    if (known === undefined) this.#known.set(findings, (known = new Map()));
    const names = known;
    const unknown = keys.filter((key) => !names.has(key));
    const found = await this.places.findSources(sql, scanIds, unknown, place === 'here' ? MOST_PIECES_HERE : Infinity);
    if (found === null) throw new TooMuchHereError();
    for (const key of unknown) names.set(key, found.get(key) ?? null);
    return ({ key }) => names.get(key) ?? null;
  }
}
