import { Injectable } from '@nestjs/common';
import type { Sql } from '../../database/database.js';
import { type ProjectScope, scopeCondition } from '../access/project-scope.js';
import type { GatedArtifact } from '../gate/verdicts.repository.js';
import { artifactsLedBy, WAITING } from '../postings/artifacts-with.js';
import type { NamedArtifact } from './named-artifact.js';
import type { WaiverChange } from './waiver-change.js';

export type FleetArtifact = GatedArtifact & NamedArtifact;

/** Which artifacts a waiver may be about, and perhaps others. */
export type Reach = Pick<WaiverChange, 'projectId' | 'scope' | 'names'>;

/** The artifacts of the projects that somebody sees; those alone within `reach`, where it is not null. */
@Injectable()
export class SimulatedArtifactsRepository {
  async count(sql: Sql, scope: ProjectScope, reach: Reach | null): Promise<number> {
    const parameters: unknown[] = [];
    const [counted] = await sql.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM artifact JOIN image ON image.id = image_id WHERE ${inScope(scope, reach, parameters)}`,
      parameters,
    );
    return counted?.count ?? 0;
  }

  /** The newest first, of those that are older than `before`. */
  listBefore(
    sql: Sql,
    before: number | null,
    scope: ProjectScope,
    reach: Reach | null,
    most: number,
  ): Promise<FleetArtifact[]> {
    const parameters: unknown[] = [before, most];
    return sql.query<FleetArtifact>(
      `SELECT artifact.id, slug AS project, repository AS image, digest, listed_count AS "componentCount",
         without_purl_count AS "componentsWithoutPurl"
       FROM artifact JOIN image ON image.id = image_id JOIN project ON project.id = project_id
       WHERE ($1::int IS NULL OR artifact.id < $1) AND ${inScope(scope, reach, parameters)} ORDER BY artifact.id DESC LIMIT $2`,
      parameters,
    );
  }
}

function inScope(projects: ProjectScope, reach: Reach | null, parameters: unknown[]): string {
  const bind = (value: unknown): string => `$${parameters.push(value)}`;
  const conditions = [scopeCondition(projects, 'project_id', bind)];
  if (reach === null) return conditions.join();
  const { projectId, scope, names } = reach;
  if (projectId !== null) conditions.push(`project_id = ${bind(projectId)}`);
  if (scope.image !== undefined) conditions.push(`repository = ${bind(scope.image)}`);
  if (scope.digest !== undefined) conditions.push(`digest = ${bind(scope.digest)}`);
  if (names !== null) {
    const named = `${bind(names)}::text[]`;
    const ids = `ARRAY(SELECT id FROM advisory_alias WHERE alias = ANY (${named}))`;
    // Of those that wait the postings do not tell the present.
    conditions.push(`artifact.id IN (
      WITH waiting AS MATERIALIZED (${WAITING}) SELECT id FROM waiting UNION ${artifactsLedBy(named, ids)})`);
  }
  return conditions.join(' AND ');
}
