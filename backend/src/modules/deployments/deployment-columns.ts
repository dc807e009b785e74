import type { Outcome } from '../../core/gate/verdict.js';
import type { VerdictSummary } from '../artifacts/dto/artifact-summary.dto.js';
import { isStanding, VERDICT_SUMMARY } from '../gate/standing-verdict.js';
import type { Deployment, DeploymentRecorder } from './dto/deployment.dto.js';

/** The verdict that stands for a deployment now, by the placeholders of the active policy and its environments. */
export const standingVerdict = (policy: string, environments: string): string =>
  `FROM artifact_verdict AS standing JOIN verdict ON verdict.id = standing.verdict_id
   WHERE standing.artifact_id = deployment.artifact_id AND standing.environment = deployment.environment
     AND ${isStanding({ policy, environments })}`;

/** $1 is the active policy, $2 its environments. */
export const DEPLOYMENT_COLUMNS = `deployment.id, project.slug AS project, repository AS image, digest,
  deployment.artifact_id AS "artifactId", deployment.environment, deployment.tag, source, recorded_at AS "recordedAt",
  recorded_by_kind AS "recorderKind", recorded_by AS "recorderName", deployment.verdict_id AS "verdictId",
  deployment.outcome, ended_at AS "endedAt",
  (SELECT ${VERDICT_SUMMARY} ${standingVerdict('$1', '$2')}) AS verdict`;

export const DEPLOYMENT_TABLES = `deployment JOIN artifact ON artifact.id = deployment.artifact_id
  JOIN image ON image.id = deployment.image_id JOIN project ON project.id = image.project_id`;

export type DeploymentRow = {
  id: number;
  project: string;
  image: string;
  digest: string;
  artifactId: number;
  environment: string;
  tag: string | null;
  source: string;
  recordedAt: Date;
  recorderKind: DeploymentRecorder['kind'];
  recorderName: string;
  verdictId: string;
  outcome: Outcome;
  endedAt: Date | null;
  verdict: VerdictSummary | null;
};

export function toDeployment({ id, artifactId, recordedAt, endedAt, ...row }: DeploymentRow): Deployment {
  const { project, image, digest, environment, tag, source, recorderKind, recorderName, verdictId, outcome } = row;
  return {
    id: String(id),
    project,
    image,
    digest,
    artifactId: String(artifactId),
    environment,
    tag,
    source,
    recordedAt: recordedAt.toISOString(),
    recordedBy: { kind: recorderKind, name: recorderName },
    verdictWhenRecorded: { verdictId, outcome },
    verdict: row.verdict,
    endedAt: endedAt?.toISOString() ?? null,
  };
}
