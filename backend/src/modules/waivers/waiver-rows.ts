import { isStanding } from '../gate/standing-verdict.js';
import { STATE_NOW, type WaiverState } from './waiver-state.js';
import type { WaiverActor, WaiverApproval, Waiver } from './dto/waiver.dto.js';
import type { StoredContent } from '../approved-waivers/stored-waiver.js';

export type ApprovalRow = { accountId: number; kind: string; id: string | null; name: string; at: string };

export type WaiverRow = {
  id: number;
  projectId: number | null;
  project: string | null;
  name: string;
  source: 'server' | 'file';
  origin: string | null;
  state: WaiverState;
  revision: string;
  verdictRevision: string | null;
  number: number;
  content: StoredContent;
  validFrom: Date | null;
  expiresAt: Date;
  accountId: number | null;
  requestedByKind: string;
  requestedById: string | null;
  requestedBy: string;
  requestedAt: Date;
  approvals: ApprovalRow[];
  renewsId: number | null;
  endedAt: Date | null;
  endedByKind: string | null;
  endedById: string | null;
  endedBy: string | null;
  endReason: string | null;
  verdictCount: number;
  lastUsedAt: Date | null;
};

/** Of a revision, in the order in which they were given. */
export const APPROVALS = `(SELECT coalesce(json_agg(json_build_object('accountId', account_id, 'kind', approved_by_kind, 'id', approved_by_id,
    'name', approved_by, 'at', approved_at) ORDER BY approved_at, account_id), '[]')
  FROM waiver_approval AS given WHERE given.waiver_id = revision.waiver_id AND given.number = revision.number) AS approvals`;

/** With the projects that may be seen as $1, and the policy's row and environments as $2 and $3. */
export const WAIVER_COLUMNS = `waiver.id, waiver.project_id AS "projectId", slug AS project, waiver.name, source, origin, ${STATE_NOW} AS state,
  waiver.hash AS revision, verdict_hash AS "verdictRevision", waiver.number, content, coalesce(revision.valid_from, waiver.valid_from) AS "validFrom",
  expires_at AS "expiresAt", revision.account_id AS "accountId", requested_by_kind AS "requestedByKind",
  requested_by_id AS "requestedById", requested_by AS "requestedBy", revision.requested_at AS "requestedAt", ${APPROVALS}, renews_id AS "renewsId",
  ended_at AS "endedAt", ended_by_kind AS "endedByKind", ended_by_id AS "endedById", ended_by AS "endedBy", end_reason AS "endReason",
  "verdictCount", "lastUsedAt"`;

export const WAIVER_TABLES = `waiver JOIN waiver_revision AS revision ON revision.waiver_id = waiver.id AND revision.number = waiver.number
  LEFT JOIN project ON project.id = waiver.project_id,
  LATERAL (SELECT (count(*) FILTER (WHERE standing.verdict_id IS NOT NULL))::int AS "verdictCount", max(evaluated_at) AS "lastUsedAt"
    FROM waiver_use AS used JOIN verdict ON verdict.id = used.verdict_id JOIN artifact ON artifact.id = verdict.artifact_id
      JOIN image ON image.id = artifact.image_id
      LEFT JOIN artifact_verdict AS standing ON standing.verdict_id = verdict.id
        AND ${isStanding({ policy: '$2', environments: '$3' })}
    WHERE used.waiver_id = waiver.id AND ($1::int[] IS NULL OR image.project_id = ANY ($1))) AS counted`;

/** Who looks at it, as far as it makes a difference. */
export interface Viewer {
  readonly canApprove: (row: WaiverRow) => boolean;
  readonly approvalsNeeded: (row: WaiverRow) => number;
}

export function toWaiver(row: WaiverRow, viewer: Viewer): Waiver {
  const { scope, status, justification, conditions } = row.content;
  return {
    id: String(row.id),
    project: row.project,
    name: row.name,
    source: row.source,
    origin: row.origin,
    state: row.state,
    revision: row.revision,
    verdictRevision: row.verdictRevision,
    number: row.number,
    scope: toScope(scope),
    status,
    justification,
    validFrom: row.validFrom?.toISOString() ?? null,
    expiresAt: row.expiresAt.toISOString(),
    conditions: conditions ?? {},
    requestedBy: { kind: row.requestedByKind, id: row.requestedById, name: row.requestedBy },
    requestedAt: row.requestedAt.toISOString(),
    approvals: row.approvals.map(toApproval),
    approvalsNeeded: viewer.approvalsNeeded(row),
    canApprove: viewer.canApprove(row),
    renews: row.renewsId === null ? null : String(row.renewsId),
    endedBy: actorOf(row.endedByKind, row.endedById, row.endedBy),
    endedAt: row.endedAt?.toISOString() ?? null,
    endReason: row.endReason,
    verdictCount: row.verdictCount,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}

export function toScope({ environments, ...scope }: StoredContent['scope']): Waiver['scope'] {
  return { ...scope, ...(environments !== undefined && { environments: [...environments] }) };
}

export function toApproval({ kind, id, name, at }: ApprovalRow): WaiverApproval {
  return { approvedBy: { kind, id, name }, approvedAt: new Date(at).toISOString() };
}

function actorOf(kind: string | null, id: string | null, name: string | null): WaiverActor | null {
  return kind === null || name === null ? null : { kind, id, name };
}
