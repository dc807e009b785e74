import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../../database/database.js';
import { type ProjectScope, scopeParameter } from '../access/project-scope.js';
import type { PolicyScope } from '../artifacts/artifacts.repository.js';
import type { VerdictName } from '../gate/verdicts.repository.js';
import { DEPLOYMENT_COLUMNS, DEPLOYMENT_TABLES, type DeploymentRow } from './deployment-columns.js';

/** 'depl' in ASCII. With the image's id: deployments of one image are recorded one after the other. */
const DEPLOYMENT_LOCK = 0x64_65_70_6c;

/** Who records, as the audit log names them. */
export interface Recorder {
  readonly kind: 'person' | 'token';
  readonly id: string;
  readonly name: string;
}

export interface DeploymentFacts {
  readonly artifactId: number;
  readonly environment: string;
  readonly tag: string | null;
  readonly source: string;
  readonly recorder: Recorder;
  readonly verdict: VerdictName;
  readonly at: Date;
}

export type CurrentDeployment = { id: number; artifactId: number; digest: string };

@Injectable()
export class DeploymentsRepository {
  constructor(private readonly database: Database) {}

  /** Held until the transaction ends. Comes before any lock on an artifact, so that no two wait for each other. */
  async lockImageOf(sql: Sql, artifactId: number): Promise<void> {
    await sql.query('SELECT pg_advisory_xact_lock($1::int, image_id) FROM artifact WHERE id = $2', [
      DEPLOYMENT_LOCK,
      artifactId,
    ]);
  }

  /** Null for an artifact that is gone. */
  async projectOf(sql: Sql, artifactId: number): Promise<number | null> {
    const [place] = await sql.query<{ projectId: number }>(
      'SELECT project_id AS "projectId" FROM artifact JOIN image ON image.id = image_id WHERE artifact.id = $1',
      [artifactId],
    );
    return place?.projectId ?? null;
  }

  /** The same by the image's id. */
  async lockImage(sql: Sql, imageId: number): Promise<void> {
    await sql.query('SELECT pg_advisory_xact_lock($1::int, $2::int)', [DEPLOYMENT_LOCK, imageId]);
  }

  /** What of the artifact's image runs in the environment now. */
  async findCurrent(sql: Sql, artifactId: number, environment: string): Promise<CurrentDeployment | null> {
    const [current] = await sql.query<CurrentDeployment>(
      `SELECT deployment.id, artifact_id AS "artifactId", digest
       FROM deployment JOIN artifact ON artifact.id = artifact_id
       WHERE deployment.image_id = (SELECT image_id FROM artifact WHERE id = $1) AND environment = $2 AND ended_at IS NULL`,
      [artifactId, environment],
    );
    return current ?? null;
  }

  /** Whether it still ran. */
  async end(sql: Sql, id: number, at: Date): Promise<boolean> {
    const ended = await sql.query(
      'UPDATE deployment SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL RETURNING id',
      [id, at],
    );
    return ended.length > 0;
  }

  async insert(sql: Sql, facts: DeploymentFacts): Promise<number> {
    const { artifactId, environment, tag, source, recorder, verdict, at } = facts;
    const [inserted] = await sql.query<{ id: number }>(
      `INSERT INTO deployment (image_id, artifact_id, environment, tag, source, recorded_at, recorded_by_kind,
         recorded_by_id, recorded_by, verdict_id, outcome)
       SELECT image_id, id, $2, $3, $4, $5, $6, $7, $8, $9, $10 FROM artifact WHERE id = $1 RETURNING id`,
      [
        artifactId,
        environment,
        tag,
        source,
        at,
        recorder.kind,
        recorder.id,
        recorder.name,
        verdict.verdictId,
        verdict.outcome,
      ],
    );
    if (inserted === undefined) throw new Error(`artifact ${artifactId} is gone`);
    return inserted.id;
  }

  async find(id: number, policy: PolicyScope, scope: ProjectScope): Promise<DeploymentRow | null> {
    const [deployment] = await this.database.query<DeploymentRow>(
      `SELECT ${DEPLOYMENT_COLUMNS} FROM ${DEPLOYMENT_TABLES}
       WHERE deployment.id = $3 AND ($4::int[] IS NULL OR image.project_id = ANY ($4))`,
      [policy.id, policy.environments, id, scopeParameter(scope)],
    );
    return deployment ?? null;
  }

  /** What of an image runs now, in the order of the policy's environments: at most one artifact in each. */
  listRunningOf(imageId: number, policy: PolicyScope): Promise<DeploymentRow[]> {
    return this.database.query<DeploymentRow>(
      `SELECT ${DEPLOYMENT_COLUMNS} FROM ${DEPLOYMENT_TABLES} WHERE deployment.image_id = $3 AND ended_at IS NULL
       ORDER BY array_position($2::text[], deployment.environment), deployment.environment`,
      [policy.id, policy.environments, imageId],
    );
  }
}
