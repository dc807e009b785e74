import { Injectable } from '@nestjs/common';
import type { Sql } from '../../database/database.js';
import { type ProjectScope, scopeCondition } from '../access/project-scope.js';
import type { GatedArtifact } from '../gate/verdicts.repository.js';
import type { NamedArtifact } from './simulation-tally.js';

export type FleetArtifact = GatedArtifact & NamedArtifact;

/** The artifacts of the projects that somebody sees. */
@Injectable()
export class SimulatedArtifactsRepository {
  async count(sql: Sql, scope: ProjectScope): Promise<number> {
    const parameters: unknown[] = [];
    const [counted] = await sql.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM artifact JOIN image ON image.id = image_id WHERE ${inScope(scope, parameters)}`,
      parameters,
    );
    return counted?.count ?? 0;
  }

  /** The newest first, of those that are older than `before`. */
  listBefore(sql: Sql, before: number | null, scope: ProjectScope, most: number): Promise<FleetArtifact[]> {
    const parameters: unknown[] = [before, most];
    return sql.query<FleetArtifact>(
      `SELECT artifact.id, slug AS project, repository AS image, digest, listed_count AS "componentCount",
         without_purl_count AS "componentsWithoutPurl"
       FROM artifact JOIN image ON image.id = image_id JOIN project ON project.id = project_id
       WHERE ($1::int IS NULL OR artifact.id < $1) AND ${inScope(scope, parameters)} ORDER BY artifact.id DESC LIMIT $2`,
      parameters,
    );
  }
}

function inScope(scope: ProjectScope, parameters: unknown[]): string {
  return scopeCondition(scope, 'project_id', (value) => `$${parameters.push(value)}`);
}
