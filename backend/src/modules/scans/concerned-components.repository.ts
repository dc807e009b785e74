import { Injectable } from '@nestjs/common';
import type { FindingComponent } from '../../core/findings/finding.js';
import type { Sql } from '../../database/database.js';
import { type Concern, componentsIn, markOf, pieceOfConcerned } from './concerned-components.js';

/** A component of an artifact that an advisory concerns. */
export interface ConcernedComponent {
  /** The advisory's lead identifier. */
  readonly lead: string;
  readonly component: FindingComponent;
}

type PieceRow = { artifactId: number; lead: string; piece: Buffer };

/** Which components of artifacts an advisory concerns, without reading what else is known of their findings. */
@Injectable()
export class ConcernedComponentsRepository {
  /** By artifact, in no particular order. Those of which it cannot be told, or that seem to have none, are left out. */
  async find(
    sql: Sql,
    artifactIds: readonly number[],
    leads: readonly string[],
  ): Promise<ReadonlyMap<number, readonly ConcernedComponent[]>> {
    const distinct = [...new Set(leads)];
    const rows = await sql.query<PieceRow>(
      `SELECT artifact_id AS "artifactId", lead, ${pieceOfConcerned('concerned', 'place')} AS piece
       FROM artifact_state, unnest($2::text[], $3::int[]) AS asked (lead, place)
       WHERE artifact_id = ANY ($1::int[]) AND length(concerned) > 0`,
      [artifactIds, distinct, distinct.map((lead) => markOf(lead).place)],
    );
    const concerns = concernsByArtifact(rows);
    const components = await listComponents(sql, concerns);
    const found = new Map<number, ConcernedComponent[]>();
    for (const [artifactId, list] of concerns) {
      const known = list.flatMap(({ lead, component: id }) => {
        const component = components.get(id);
        return component === undefined ? [] : [{ lead, component }];
      });
      if (list.length > 0 && known.length === list.length) found.set(artifactId, known);
    }
    return found;
  }
}

/** Empty where a piece cannot be read. */
function concernsByArtifact(rows: readonly PieceRow[]): ReadonlyMap<number, readonly Concern[]> {
  const found = new Map<number, Concern[]>();
  const damaged = new Set<number>();
  for (const { artifactId, lead, piece } of rows) {
    const components = componentsIn(piece, lead);
    if (components === null) damaged.add(artifactId);
    const concerns = found.get(artifactId) ?? [];
    found.set(artifactId, concerns);
    for (const component of components ?? []) concerns.push({ lead, component });
  }
  for (const artifactId of damaged) found.delete(artifactId);
  return found;
}

async function listComponents(
  sql: Sql,
  concerns: ReadonlyMap<number, readonly Concern[]>,
): Promise<ReadonlyMap<number, FindingComponent>> {
  const ids = new Set([...concerns.values()].flat().map(({ component }) => component));
  const rows = await sql.query<FindingComponent & { id: number } & Record<string, unknown>>(
    'SELECT id, key, purl, type, name, version FROM component WHERE id = ANY ($1::int[])',
    [[...ids]],
  );
  return new Map(rows.map(({ id, key, purl, type, name, version }) => [id, { key, purl, type, name, version }]));
}
