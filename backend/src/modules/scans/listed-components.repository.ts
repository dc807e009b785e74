import { Injectable } from '@nestjs/common';
import { inSeveralVersions, type PlacedComponent } from '../../core/compare/side.js';
import type { FindingComponent } from '../../core/findings/finding.js';
import type { Sql } from '../../database/database.js';
import { ComponentPlacesRepository } from './component-places.repository.js';
import { LISTED_IDS } from './components-of.js';

type ListedRow = FindingComponent & { id: number } & Record<string, unknown>;

/** What scans list as being inside an artifact. */
@Injectable()
export class ListedComponentsRepository {
  constructor(private readonly places: ComponentPlacesRepository) {}

  /** Each once; with paths where the artifact has several versions of the package, which alone asks for them. */
  async list(sql: Sql, artifactId: number, scanIds: readonly number[]): Promise<PlacedComponent[]> {
    const rows = await sql.query<ListedRow>(
      `SELECT id, key, purl, type, name, version FROM component
       WHERE id = ANY (ARRAY(${LISTED_IDS} AND scan.id = ANY ($1::int[])))`,
      [scanIds],
    );
    const asked = inSeveralVersions(rows).map(({ id }) => id);
    const found = await this.places.find(sql, artifactId, asked);
    return rows.map(({ id, key, purl, type, name, version }) => ({
      key,
      purl,
      type,
      name,
      version,
      paths: (found.get(id)?.places ?? []).flatMap(({ path }) => path ?? []),
    }));
  }
}
