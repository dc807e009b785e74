import { Injectable } from '@nestjs/common';
import { compare, type Comparison } from '../../core/compare/compare.js';
import type { Question } from '../../core/gate/evaluate.js';
import { originsIn, type OriginOf } from '../../core/path/layer-origins.js';
import type { ImageLayers } from '../../core/reports/image-layers.js';
import type { Sql } from '../../database/database.js';
import { ComponentPlacesRepository } from '../scans/component-places.repository.js';
import { ComparedSides } from './compared-sides.js';

/** The base image of an artifact. */
export interface OnBase {
  /** Of the artifact. */
  readonly layers: ImageLayers;
  readonly baseLayerCount: number;
  readonly baseId: number;
  /** A newer build of the base image. */
  readonly newerId: number | null;
}

/** What of an artifact lies in its base image, and what a newer build of that changes. */
@Injectable()
export class StoredBases {
  constructor(
    private readonly places: ComponentPlacesRepository,
    private readonly sides: ComparedSides,
  ) {}

  async originsOf(
    sql: Sql,
    artifactId: number,
    { layers, baseLayerCount }: OnBase,
    questions: readonly Question[],
  ): Promise<OriginOf> {
    const findings = new Set(questions.flatMap(({ facts }) => facts.findings));
    const keys = [...new Set([...findings].flatMap(({ component }) => component?.key ?? []))];
    const layersOf = await this.places.findLayers(sql, artifactId, keys);
    return originsIn({ layers, baseLayerCount, layersOf });
  }

  /** Null where there is no newer build, or one of the two is gone. */
  async compare(sql: Sql, { baseId, newerId }: OnBase): Promise<Comparison | null> {
    if (newerId === null) return null;
    const [before, after] = [await this.sides.find(sql, baseId), await this.sides.find(sql, newerId)];
    return before === null || after === null ? null : compare(before, after);
  }
}
