import { Injectable } from '@nestjs/common';
import { COUNT_LIMIT } from '../../common/paging/total.js';
import type { ImageLayers } from '../../core/reports/image-layers.js';
import { Database } from '../../database/database.js';
import { type ProjectScope, scopeParameter } from '../access/project-scope.js';
import { isNotContradicted, listsLayers } from './layer-conditions.js';

export type LayerRow = { layers: ImageLayers; chainId: string };

export type BaseRow = { id: number; project: string; image: string; digest: string };

export type RecognisedBase = BaseRow & { chainId: string };

export type BuiltOnRow = BaseRow & { layerCount: number };

const ARTIFACT = `artifact.id, project.slug AS project, repository AS image, artifact.digest`;

const OF_PROJECTS = `JOIN artifact ON artifact.id = scan.artifact_id JOIN image ON image.id = artifact.image_id
  JOIN project ON project.id = image.project_id`;

/** Which artifacts share layers. Each query but those by the caller's own artifact is held to what the caller can see. */
@Injectable()
export class BaseImagesRepository {
  constructor(private readonly database: Database) {}

  /** What the artifact's scans list, the newest first; one row where they agree. */
  listLayers(artifactId: number): Promise<LayerRow[]> {
    return this.database.query<LayerRow>(
      `SELECT layers, "chainId" FROM (
         SELECT DISTINCT ON (chain_id) layers, chain_id AS "chainId", received_at, id FROM scan
         WHERE artifact_id = $1 AND ${listsLayers('scan')}
         ORDER BY chain_id, jsonb_array_length(layers -> 'digests') DESC, received_at DESC, id DESC) AS listed
       ORDER BY received_at DESC, id DESC LIMIT 2`,
      [artifactId],
    );
  }

  /**
   * The artifact whose layers are the longest of these chains, which are to be given from the shortest up. Of several the one with the declared
   * digest, else the one that came in first.
   */
  async findBase(
    { artifactId, chainIds, digest }: { artifactId: number; chainIds: readonly string[]; digest: string | null },
    scope: ProjectScope,
  ): Promise<RecognisedBase | null> {
    const [found] = await this.database.query<RecognisedBase>(
      `SELECT ${ARTIFACT}, chain_id AS "chainId" FROM scan ${OF_PROJECTS}
       WHERE chain_id = ANY ($2::text[]) AND artifact.id <> $1 AND ($4::int[] IS NULL OR project.id = ANY ($4))
         AND ${listsLayers('scan')} AND ${isNotContradicted('scan')}
       ORDER BY array_position($2::text[], chain_id) DESC, artifact.digest IS NOT DISTINCT FROM $3::text DESC, artifact.id LIMIT 1`,
      [artifactId, chainIds, digest, scopeParameter(scope)],
    );
    return found ?? null;
  }

  /** Artifacts whose lowest layers are all of this chain: newest first, from below an id on, and how many there are. */
  async listBuiltOn(
    { chainId, below, limit }: { chainId: string; below: number | null; limit: number },
    scope: ProjectScope,
  ): Promise<{ rows: BuiltOnRow[]; total: number }> {
    const from = `scan ${OF_PROJECTS} WHERE below_ids @> ARRAY[$1::text] AND ($2::int[] IS NULL OR project.id = ANY ($2))
      AND ${listsLayers('scan')} AND ${isNotContradicted('scan')}`;
    const rows = await this.database.query<BuiltOnRow>(
      `SELECT DISTINCT ON (artifact.id) ${ARTIFACT}, cardinality(below_ids) + 1 AS "layerCount" FROM ${from}
         AND ($3::int IS NULL OR artifact.id < $3) ORDER BY artifact.id DESC LIMIT $4`,
      [chainId, scopeParameter(scope), below, limit + 1],
    );
    const [counted] = await this.database.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM (SELECT DISTINCT artifact.id FROM ${from} LIMIT ${COUNT_LIMIT + 1}) AS counted`,
      [chainId, scopeParameter(scope)],
    );
    return { rows, total: counted?.total ?? 0 };
  }
}
