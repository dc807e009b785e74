import { Injectable } from '@nestjs/common';
import type { FindingColumns } from '../../core/columns/finding-columns.js';
import type { FindingComponent } from '../../core/findings/finding.js';
import { componentOrigins, LAYER_ORIGINS, type LayerOrigin } from '../../core/path/layer-origins.js';
import { Database, type Sql } from '../../database/database.js';
import type { ProjectScope } from '../access/project-scope.js';
import { BaseImagesService, type LayersOnBase } from '../base-images/base-images.service.js';
import { ComponentPlacesRepository } from '../scans/component-places.repository.js';

export type LayerOf = (component: Pick<FindingComponent, 'key'> | null) => LayerOrigin;

const UNKNOWN = LAYER_ORIGINS.indexOf('unknown');

/** Whether an artifact's findings lie in the base image that the caller can see, or above it. */
@Injectable()
export class FindingLayers {
  constructor(
    private readonly database: Database,
    private readonly bases: BaseImagesService,
    private readonly places: ComponentPlacesRepository,
  ) {}

  /** The caller has made sure that the artifact can be seen. */
  async ofArtifact(artifactId: number, scope: ProjectScope): Promise<ArtifactLayers> {
    return new ArtifactLayers(await this.bases.layersOnBase(artifactId, scope), (keys, sql = this.database) =>
      this.places.findLayers(sql, artifactId, keys),
    );
  }
}

export class ArtifactLayers {
  constructor(
    private readonly onBase: LayersOnBase | null,
    private readonly find: (keys: readonly string[], sql?: Sql) => ReturnType<ComponentPlacesRepository['findLayers']>,
  ) {}

  /** Whether the base image is recognised. Else every layer is `unknown`. */
  get isKnown(): boolean {
    return this.onBase !== null;
  }

  /** For components with these keys. */
  async of(keys: readonly string[], sql?: Sql): Promise<LayerOf> {
    if (this.onBase === null) return () => 'unknown';
    return componentOrigins({ ...this.onBase, layersOf: await this.find(keys, sql) });
  }

  /** Of each row the place in LAYER_ORIGINS. */
  async rowsOf(columns: FindingColumns): Promise<Uint8Array> {
    const rows = new Uint8Array(columns.count).fill(UNKNOWN);
    if (this.onBase === null) return rows;
    const layerOf = await this.of(componentKeys(columns, rows.keys()));
    // The same object is the same component.
    const places = new Map<FindingComponent | null, number>();
    for (const row of rows.keys()) {
      const component = columns.componentOf(row);
      let place = places.get(component);
      if (place === undefined) places.set(component, (place = LAYER_ORIGINS.indexOf(layerOf(component))));
      rows[row] = place;
    }
    return rows;
  }
}

/** Each once. */
export function componentKeys(columns: FindingColumns, rows: Iterable<number>): string[] {
  const keys = new Set<string>();
  for (const row of rows) {
    const component = columns.componentOf(row);
    if (component !== null) keys.add(component.key);
  }
  return [...keys];
}
