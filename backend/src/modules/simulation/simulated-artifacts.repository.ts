import { Injectable } from '@nestjs/common';
import { beginningOf, coversKey } from '../../core/gate/waivers-in-force.js';
import type { Sql } from '../../database/database.js';
import { type ProjectScope, scopeCondition } from '../access/project-scope.js';
import type { GatedArtifact } from '../gate/verdicts.repository.js';
import { artifactsLedBy, artifactsWithComponent, WAITING } from '../postings/artifacts-with.js';
import type { NamedArtifact } from './named-artifact.js';
import type { WaiverChange } from './waiver-change.js';

export type FleetArtifact = GatedArtifact & NamedArtifact;

/** Which artifacts a waiver may be about, and perhaps others. */
export interface Reach extends Pick<WaiverChange, 'projectId' | 'scope' | 'names'> {
  /** Of component.id: artifacts without any of these are not reached. Null: whichever they have. */
  readonly componentIds: readonly number[] | null;
  /** Versions of tools by which scans do not count everywhere: of their artifacts the postings do not tell what counts. */
  readonly deniedTools: readonly ToolVersion[];
}

/** One of several equal parts of the artifacts, by the remainder of their ids: builds of an image, alike in size, come to different parts. */
export interface Share {
  /** From 0. */
  readonly place: number;
  readonly of: number;
}

export type ToolVersion = { readonly name: string; readonly version: string | null };

/** A scope of more components than these is not narrowed by them. */
const MOST_COMPONENTS = 10_000;

const COLUMNS = `artifact.id, slug AS project, repository AS image, digest, listed_count AS "componentCount",
  without_purl_count AS "componentsWithoutPurl"`;

const TABLES = 'artifact JOIN image ON image.id = image_id JOIN project ON project.id = project_id';

/** The artifacts of the projects that a caller can see. */
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

  /** The newest first, of those of the share that are older than `before`. */
  listBefore(
    sql: Sql,
    before: number | null,
    { scope, share }: { readonly scope: ProjectScope; readonly share: Share },
    most: number,
  ): Promise<FleetArtifact[]> {
    const parameters: unknown[] = [before, most, share.of, share.place];
    return sql.query<FleetArtifact>(
      `SELECT ${COLUMNS} FROM ${TABLES}
       WHERE ($1::int IS NULL OR artifact.id < $1) AND artifact.id % $3 = $4 AND ${inScope(scope, parameters)}
       ORDER BY artifact.id DESC LIMIT $2`,
      parameters,
    );
  }

  /** Ids of those within reach, the newest first. */
  async listReached(sql: Sql, scope: ProjectScope, reach: Reach): Promise<number[]> {
    const parameters: unknown[] = [];
    const rows = await sql.query<{ id: number }>(
      `WITH waiting AS MATERIALIZED (${WAITING})
       SELECT artifact.id FROM artifact JOIN image ON image.id = image_id
       WHERE ${inScope(scope, parameters)} AND ${inReach(reach, parameters)} ORDER BY artifact.id DESC`,
      parameters,
    );
    return rows.map(({ id }) => id);
  }

  /** Of these that `listReached` gave, in that order. */
  listOf(sql: Sql, ids: readonly number[]): Promise<FleetArtifact[]> {
    return sql.query<FleetArtifact>(
      `SELECT ${COLUMNS} FROM ${TABLES} WHERE artifact.id = ANY ($1::int[]) ORDER BY artifact.id DESC`,
      [ids],
    );
  }

  /** The ids of components that the scope may be about; null where it says nothing of them, or they are too many. */
  async listComponents(sql: Sql, scope: Reach['scope']): Promise<number[] | null> {
    if (scope.component === undefined) return null;
    const rows = await sql.query<{ id: number; key: string }>(
      'SELECT id, key FROM component WHERE key ^@ $1::text LIMIT $2',
      [beginningOf(scope.component), MOST_COMPONENTS],
    );
    if (rows.length >= MOST_COMPONENTS) return null;
    return rows.filter(({ key }) => coversKey(scope, key)).map(({ id }) => id);
  }

  /** Every version of a tool that a scan is by. */
  listTools(sql: Sql): Promise<ToolVersion[]> {
    return sql.query<ToolVersion>('SELECT DISTINCT tool AS name, tool_version AS version FROM scan');
  }
}

function inScope(projects: ProjectScope, parameters: unknown[]): string {
  return scopeCondition(projects, 'project_id', (value) => `$${parameters.push(value)}`);
}

function inReach({ projectId, scope, names, componentIds, deniedTools }: Reach, parameters: unknown[]): string {
  const bind = (value: unknown): string => `$${parameters.push(value)}`;
  const conditions = ['true'];
  if (projectId !== null) conditions.push(`project_id = ${bind(projectId)}`);
  if (scope.image !== undefined) conditions.push(`repository = ${bind(scope.image)}`);
  if (scope.digest !== undefined) conditions.push(`digest = ${bind(scope.digest)}`);
  const isDenied = deniedTools.length === 0 ? '' : `OR artifact.id IN (${artifactsScannedBy(deniedTools, bind)})`;
  if (names !== null) {
    const named = `${bind(names)}::text[]`;
    const ids = `ARRAY(SELECT id FROM advisory_alias WHERE alias = ANY (${named}))`;
    // Of those that were never named nothing is known.
    const led = `SELECT id FROM waiting WHERE leads IS NULL UNION ${artifactsLedBy(named, ids)}`;
    conditions.push(`(artifact.id IN (${led}) ${isDenied})`);
  }
  if (componentIds !== null) {
    const holding = artifactsWithComponent(bind(componentIds));
    conditions.push(`(artifact.id IN (${holding}) ${isDenied})`);
  }
  return conditions.join(' AND ');
}

function artifactsScannedBy(tools: readonly ToolVersion[], bind: (value: unknown) => string): string {
  const [names, versions] = [bind(tools.map(({ name }) => name)), bind(tools.map(({ version }) => version))];
  return `SELECT artifact_id FROM scan JOIN unnest(${names}::text[], ${versions}::text[]) AS denied (tool, version)
    ON scan.tool = denied.tool AND tool_version IS NOT DISTINCT FROM denied.version`;
}
