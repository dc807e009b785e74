import { Injectable } from '@nestjs/common';
import type { Outcome } from '../../core/gate/verdict.js';
import { Database } from '../../database/database.js';
import { SCAN_COLUMNS, type ScanRow, VERDICT_COLUMNS, type VerdictRow } from './evidence-rows.repository.js';

/** Which part of a project's evidence. Instants are ISO 8601: from then on, and before `to`. */
export interface EnvironmentSpan {
  readonly projectId: number;
  readonly environment: string;
  readonly from: string;
  readonly to: string;
}

/** How much there is, up to one more than asked for of what is counted; bytes of what was counted. */
export type EvidenceSize = {
  artifacts: number;
  verdicts: number;
  deployments: number;
  reports: number;
  /** Of reports and verdicts. */
  bytes: number;
};

/** An artifact that was judged for the environment in the span, or ran there. */
export type ConcernedArtifact = {
  id: number;
  imageId: number;
  image: string;
  digest: string;
  tags: string[];
  createdAt: Date;
  /** Verdicts that were given in the span. */
  verdictCount: number;
  /** verdict.id of the last one before the span, if there is one. */
  beforeRow: number | null;
  outcomeBefore: Outcome | null;
  /** By the last verdict before the span ends; null: none was given. */
  outcome: Outcome | null;
  evaluatedAt: Date | null;
};

export type EnvironmentDeployment = {
  id: number;
  artifactId: number;
  image: string;
  digest: string;
  tag: string | null;
  source: string;
  recordedAt: Date;
  recordedByKind: string;
  recordedBy: string;
  verdictId: string;
  /** verdict.id of the verdict that it names, where that is stored. */
  verdictRow: number | null;
  outcome: Outcome;
  endedAt: Date | null;
};

export type PolicyActivationRow = {
  version: string;
  activatedAt: Date;
  origin: string;
  activatedByKind: string | null;
  activatedBy: string | null;
};

export type MovedImage = { image: string; movedAt: Date };

/** What the archive says about what it lacks. */
export type EnvironmentContext = {
  /** Artifacts of the project that had been received before the span ended. */
  knownArtifacts: number;
  policyKnownSince: Date | null;
};

const BATCH = 50;

/** $1: the project; $2: the environment; $3 and $4: from and before. */
const JUDGED = `environment = $2 AND evaluated_at >= $3 AND evaluated_at < $4`;
const RAN = `environment = $2 AND recorded_at < $4 AND (ended_at IS NULL OR ended_at >= $3)`;

const CONCERNED = `FROM image JOIN artifact ON artifact.image_id = image.id
  WHERE image.project_id = $1 AND (EXISTS (SELECT FROM verdict WHERE artifact_id = artifact.id AND ${JUDGED})
    OR EXISTS (SELECT FROM deployment WHERE artifact_id = artifact.id AND ${RAN}))`;

/** Reads what an archive of an environment holds. In SQL, since it goes through histories by key. */
@Injectable()
export class EnvironmentRowsRepository {
  constructor(private readonly database: Database) {}

  /** Stops counting after `most` of each. */
  async measure(span: EnvironmentSpan, most: number): Promise<EvidenceSize> {
    const [size] = await this.database.query<EvidenceSize>(
      `WITH concerned AS MATERIALIZED (SELECT artifact.id ${CONCERNED} LIMIT $5::int + 1),
         judged AS MATERIALIZED (SELECT scan_ids, octet_length(body) AS bytes FROM verdict
           WHERE artifact_id IN (SELECT id FROM concerned) AND ${JUDGED} LIMIT $5::int + 1),
         ran AS (SELECT FROM deployment WHERE artifact_id IN (SELECT id FROM concerned) AND ${RAN} LIMIT $5::int + 1),
         used AS MATERIALIZED (SELECT size_bytes FROM report WHERE id IN
           (SELECT report_id FROM scan WHERE id IN (SELECT unnest(scan_ids) FROM judged)))
       SELECT (SELECT count(*) FROM concerned)::int AS artifacts, (SELECT count(*) FROM judged)::int AS verdicts,
         (SELECT count(*) FROM ran)::int AS deployments, (SELECT count(*) FROM used)::int AS reports,
         ((SELECT coalesce(sum(bytes), 0) FROM judged) + (SELECT coalesce(sum(size_bytes), 0) FROM used))::float8 AS bytes`,
      [...parametersOf(span), most],
    );
    return size ?? { artifacts: 0, verdicts: 0, deployments: 0, reports: 0, bytes: 0 };
  }

  /** By image and age. */
  listArtifacts(span: EnvironmentSpan, limit: number): Promise<ConcernedArtifact[]> {
    return this.database.query<ConcernedArtifact>(
      `SELECT artifact.id, image.id AS "imageId", repository AS image, digest, artifact.created_at AS "createdAt",
         ARRAY(SELECT tag FROM artifact_tag WHERE artifact_id = artifact.id ORDER BY tag) AS tags,
         (SELECT count(*)::int FROM verdict WHERE artifact_id = artifact.id AND ${JUDGED}) AS "verdictCount",
         before.id AS "beforeRow", before.outcome AS "outcomeBefore", last.outcome, last.evaluated_at AS "evaluatedAt"
       FROM (SELECT artifact.id ${CONCERNED} ORDER BY repository COLLATE "C", artifact.id LIMIT $5) AS listed
         JOIN artifact USING (id) JOIN image ON image.id = artifact.image_id
         LEFT JOIN LATERAL (SELECT id, outcome FROM verdict WHERE artifact_id = artifact.id AND environment = $2
           AND evaluated_at < $3 ORDER BY evaluated_at DESC, id DESC LIMIT 1) AS before ON true
         LEFT JOIN LATERAL (SELECT outcome, evaluated_at FROM verdict WHERE artifact_id = artifact.id AND environment = $2
           AND evaluated_at < $4 ORDER BY evaluated_at DESC, id DESC LIMIT 1) AS last ON true
       ORDER BY repository COLLATE "C", artifact.id`,
      [...parametersOf(span), limit],
    );
  }

  /** Those that ran at some time of the span, oldest first. */
  listDeployments(span: EnvironmentSpan, limit: number): Promise<EnvironmentDeployment[]> {
    return this.database.query<EnvironmentDeployment>(
      `SELECT deployment.id, artifact_id AS "artifactId", repository AS image, digest, tag, source, recorded_at AS "recordedAt",
         recorded_by_kind AS "recordedByKind", recorded_by AS "recordedBy", verdict_id AS "verdictId", outcome, ended_at AS "endedAt",
         (SELECT id FROM verdict WHERE verdict.artifact_id = deployment.artifact_id AND verdict.environment = $2
           AND verdict.verdict_id = deployment.verdict_id ORDER BY id DESC LIMIT 1) AS "verdictRow"
       FROM deployment JOIN artifact ON artifact.id = artifact_id JOIN image ON image.id = artifact.image_id
       WHERE image.project_id = $1 AND ${RAN} ORDER BY recorded_at, deployment.id LIMIT $5`,
      [...parametersOf(span), limit],
    );
  }

  /** Of one artifact: those of the span and these others, in the order in which they were given. */
  async *walkVerdicts(
    artifactId: number,
    { environment, from, to }: EnvironmentSpan,
    others: readonly number[],
  ): AsyncGenerator<VerdictRow> {
    for (let after = 0; ;) {
      const rows = await this.database.query<VerdictRow>(
        `SELECT ${VERDICT_COLUMNS}
         FROM verdict JOIN policy_version ON policy_version.id = policy_id
         WHERE artifact_id = $1 AND (${JUDGED} OR verdict.id = ANY ($5::int[])) AND verdict.id > $6
         ORDER BY verdict.id LIMIT ${BATCH}`,
        [artifactId, environment, from, to, others, after],
      );
      yield* rows;
      const end = rows.at(-1);
      if (end === undefined || rows.length < BATCH) return;
      after = end.id;
    }
  }

  listScans(artifactId: number): Promise<ScanRow[]> {
    return this.database.query<ScanRow>(`SELECT ${SCAN_COLUMNS} WHERE artifact_id = $1 ORDER BY scan.id`, [artifactId]);
  }

  /** Of the project's scans those of these reports, each report once. `reports`: SHA-256, hexadecimal. */
  listScansOfReports(projectId: number, reports: readonly string[]): Promise<ScanRow[]> {
    return this.database.query<ScanRow>(
      `SELECT * FROM (SELECT DISTINCT ON (sha256) ${SCAN_COLUMNS} WHERE sha256 = ANY ($2::text[])
         AND artifact_id IN (SELECT artifact.id FROM artifact JOIN image ON image.id = image_id WHERE project_id = $1)
       ORDER BY sha256, scan.id) AS listed ORDER BY sha256`,
      [projectId, reports],
    );
  }

  /** The one that was active when the span began, and those since, oldest first. */
  listActivations({ from, to }: EnvironmentSpan, limit: number): Promise<PolicyActivationRow[]> {
    return this.database.query<PolicyActivationRow>(
      `SELECT version, activated_at AS "activatedAt", origin, activated_by_kind AS "activatedByKind", activated_by AS "activatedBy"
       FROM policy_activation AS activation JOIN policy_version ON policy_version.id = policy_id
       WHERE activated_at < $2 AND activation.id >= coalesce(
         (SELECT id FROM policy_activation WHERE activated_at <= $1 ORDER BY id DESC LIMIT 1), 0)
       ORDER BY activation.id LIMIT $3`,
      [from, to, limit],
    );
  }

  /** Images that were in the project in the span, or came to it later, and are in another one now. */
  listMovedOut({ projectId, from }: EnvironmentSpan, limit: number): Promise<MovedImage[]> {
    return this.database.query<MovedImage>(
      `SELECT repository AS image, max(image_move.moved_at) AS "movedAt" FROM image_move JOIN image ON image.id = image_id
       WHERE from_project_id = $1 AND image_move.moved_at >= $2 AND project_id <> $1
       GROUP BY image.id ORDER BY repository COLLATE "C" LIMIT $3`,
      [projectId, from, limit],
    );
  }

  /** Images of the project that came from another one after the span began. */
  listMovedIn({ projectId, from }: EnvironmentSpan, limit: number): Promise<MovedImage[]> {
    return this.database.query<MovedImage>(
      `SELECT repository AS image, moved_at AS "movedAt" FROM image
       WHERE project_id = $1 AND moved_at >= $2 ORDER BY repository COLLATE "C" LIMIT $3`,
      [projectId, from, limit],
    );
  }

  async findContext({ projectId, to }: EnvironmentSpan): Promise<EnvironmentContext> {
    const [context] = await this.database.query<EnvironmentContext>(
      `SELECT (SELECT count(*) FROM artifact JOIN image ON image.id = image_id WHERE project_id = $1
           AND artifact.created_at < $2)::int AS "knownArtifacts",
         (SELECT min(activated_at) FROM policy_activation) AS "policyKnownSince"`,
      [projectId, to],
    );
    return context ?? { knownArtifacts: 0, policyKnownSince: null };
  }

  /** Whether anything of the project was ever evaluated for the environment, or ran there. */
  async isEverNamed(projectId: number, environment: string): Promise<boolean> {
    const found = await this.database.query(
      `SELECT FROM artifact JOIN image ON image.id = image_id WHERE project_id = $1
         AND (EXISTS (SELECT FROM verdict WHERE artifact_id = artifact.id AND environment = $2)
           OR EXISTS (SELECT FROM deployment WHERE artifact_id = artifact.id AND environment = $2)) LIMIT 1`,
      [projectId, environment],
    );
    return found.length > 0;
  }
}

function parametersOf({ projectId, environment, from, to }: EnvironmentSpan): unknown[] {
  return [projectId, environment, from, to];
}
