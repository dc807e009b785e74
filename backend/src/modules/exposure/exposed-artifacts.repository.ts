import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { type ProjectScope, scopeCondition, scopeParameter } from '../access/project-scope.js';
import { ARTIFACT_COLUMNS, type ArtifactRow } from '../artifacts/artifact-columns.js';
import type { PolicyScope } from '../artifacts/artifacts.repository.js';
import { artifactsLedBy, artifactsWithComponent, WAITING } from '../postings/artifacts-with.js';
import type { ExposedDeployment } from './dto/exposure.dto.js';
import type { ExposureSubject } from './exposure-subject.js';

/** Whose artifacts, and of which it may be told where they run. */
export interface ExposureScope {
  readonly artifacts: ProjectScope;
  readonly deployments: ProjectScope;
}

export interface ExposurePlace {
  /** The last artifact of the page before; null for the first page. */
  readonly before: number | null;
  readonly limit: number;
  readonly isRunningOnly: boolean;
}

export type FoundArtifacts = {
  /** artifact.id of one more than the page holds, at most, newest first. */
  ids: number[];
  /** Of all pages. */
  total: number;
  runningTotal: number;
  artifacts: number;
  unknownArtifacts: number;
  oldestEvidence: Date | null;
};

export type ExposedArtifactRow = ArtifactRow & { deployments: ExposedDeployment[] | null };

/** Which artifacts a search finds, of those in scope alone. */
@Injectable()
export class ExposedArtifactsRepository {
  constructor(private readonly database: Database) {}

  /** Everything in one statement: what it counts and what it lists are of one moment. */
  async find(subject: ExposureSubject, scope: ExposureScope, place: ExposurePlace): Promise<FoundArtifacts> {
    const parameters: unknown[] = [];
    const bind = (value: unknown): string => `$${parameters.push(value)}`;
    const { hits, alike, date } = searchOf(subject, bind);
    const isListed = place.isRunningOnly ? 'is_hit AND is_running' : 'is_hit';
    const [found] = await this.database.query<FoundArtifacts>(
      `WITH waiting AS MATERIALIZED (${WAITING}),
         hit AS MATERIALIZED (${hits}),
         open AS MATERIALIZED (${alike}
           UNION SELECT artifact_id FROM recalled_scan JOIN scan ON scan.id = scan_id WHERE NOT is_applied),
         seen AS MATERIALIZED (
           SELECT artifact.id, is_hit, is_hit AND ${scopeCondition(scope.deployments, 'project_id', bind)} AND EXISTS (
               SELECT FROM deployment WHERE deployment.artifact_id = artifact.id AND ended_at IS NULL) AS is_running,
             CASE WHEN NOT is_hit AND artifact.id NOT IN (SELECT * FROM open) THEN ${date} END AS evidence_at
           FROM artifact JOIN image ON image.id = image_id LEFT JOIN artifact_posting ON artifact_id = artifact.id,
             LATERAL (SELECT artifact.id IN (SELECT * FROM hit) AS is_hit) AS told
           WHERE ${scopeCondition(scope.artifacts, 'project_id', bind)}
         )
       SELECT count(*)::int AS artifacts, (count(*) FILTER (WHERE ${isListed}))::int AS total,
         (count(*) FILTER (WHERE is_running))::int AS "runningTotal",
         (count(*) FILTER (WHERE NOT is_hit AND evidence_at IS NULL))::int AS "unknownArtifacts",
         min(evidence_at) AS "oldestEvidence",
         ARRAY(SELECT id FROM seen WHERE ${isListed} AND id < ${bind(place.before ?? 2 ** 31 - 1)}::int
           ORDER BY id DESC LIMIT ${place.limit + 1}) AS ids
       FROM seen`,
      parameters,
    );
    if (found === undefined) throw new Error('a count without a row');
    return found;
  }

  /** Newest first. */
  listByIds(ids: readonly number[], policy: PolicyScope, scope: ExposureScope): Promise<ExposedArtifactRow[]> {
    return this.database.query<ExposedArtifactRow>(
      `SELECT ${ARTIFACT_COLUMNS},
         CASE WHEN $4::int[] IS NULL OR image.project_id = ANY ($4) THEN (
           SELECT coalesce(json_agg(json_build_object('environment', environment, 'tag', tag, 'recordedAt',
               to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
             ORDER BY array_position($2::text[], environment), id), '[]')
           FROM deployment WHERE deployment.artifact_id = artifact.id AND ended_at IS NULL
         ) END AS deployments
       FROM artifact JOIN image ON image.id = artifact.image_id JOIN project ON project.id = image.project_id
       WHERE artifact.id = ANY ($3::int[]) AND ($5::int[] IS NULL OR image.project_id = ANY ($5)) ORDER BY artifact.id DESC`,
      [policy.id, policy.environments, ids, scopeParameter(scope.deployments), scopeParameter(scope.artifacts)],
    );
  }
}

const NOTHING = 'SELECT NULL::int AS id WHERE false';

/** SQL: the artifacts that it finds, those of which it cannot be known, and of when the evidence is that says no. */
function searchOf(
  subject: ExposureSubject,
  bind: (value: unknown) => string,
): { readonly hits: string; readonly alike: string; readonly date: string } {
  if (subject.kind === 'advisory') {
    const { names } = subject;
    const ids = names.flatMap(({ id }) => id ?? []);
    return { hits: artifactsLedBy(bind(names.map(({ name }) => name)), bind(ids)), alike: NOTHING, date: 'matches_at' };
  }
  const { componentIds, likeIds } = subject;
  return {
    hits: artifactsWithComponent(bind(componentIds)),
    alike: likeIds.length === 0 ? NOTHING : artifactsWithComponent(bind(likeIds)),
    date: 'listed_at',
  };
}
