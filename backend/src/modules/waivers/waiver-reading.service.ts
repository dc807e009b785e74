import { Injectable } from '@nestjs/common';
import type { CursorKeys } from '../../common/paging/cursor.js';
import { Keyset } from '../../common/paging/keyset.js';
import { PageQuery } from '../../common/paging/page-query.js';
import { COUNT_LIMIT, totalOf } from '../../common/paging/total.js';
import { Database } from '../../database/database.js';
import type { Principal } from '../access/principal.js';
import { type ProjectScope, scopeParameter } from '../access/project-scope.js';
import { isStanding } from '../gate/standing-verdict.js';
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import { AdvisoryNamesNow } from './advisory-names-now.js';
import type { WaiverLimits } from './dto/waiver-limits.dto.js';
import type { WaiverQuery } from './dto/waiver-query.dto.js';
import type {
  Waiver,
  WaiverContentRevision,
  WaiverDetails,
  WaiverPage,
  WaiverVerdict,
  WaiverVerdictPage,
} from './dto/waiver.dto.js';
import { type StoredContent } from '../approved-waivers/stored-waiver.js';
import { WaiverList } from './waiver-list.js';
import { type ApprovalRow, APPROVALS, toApproval, toScope } from './waiver-rows.js';
import { waiverLimits } from './waiver-limits.js';
import { WaiverNotFoundError } from './waivers.errors.js';

type RevisionRow = {
  number: number;
  hash: string;
  content: StoredContent;
  requestedByKind: string;
  requestedById: string | null;
  requestedBy: string;
  requestedAt: Date;
  approvals: ApprovalRow[];
  names: string[] | null;
};

type UseRow = Omit<WaiverVerdict, 'evaluatedAt' | 'artifactId'> & { artifactId: number; evaluatedAt: Date };

/** What is known of waivers, for those who may see them. */
@Injectable()
export class WaiverReadingService {
  constructor(
    private readonly database: Database,
    private readonly policies: ActivePolicyStore,
    private readonly waivers: WaiverList,
    private readonly names: AdvisoryNamesNow,
  ) {}

  list(query: WaiverQuery, principal: Principal, scope: ProjectScope): Promise<WaiverPage> {
    return this.waivers.list(query, principal, scope);
  }

  async getLimits(): Promise<WaiverLimits> {
    return waiverLimits((await this.policies.get()).policy);
  }

  /** Throws WaiverNotFoundError. */
  async get(id: number, principal: Principal, scope: ProjectScope): Promise<Waiver> {
    return (await this.find(id, principal, scope)).waiver;
  }

  async describe(id: number, principal: Principal, scope: ProjectScope): Promise<WaiverDetails> {
    const { waiver, row } = await this.find(id, principal, scope);
    const [revisions, renewals, names] = await Promise.all([
      this.database.query<RevisionRow>(
        `SELECT number, hash, content, requested_by_kind AS "requestedByKind", requested_by_id AS "requestedById",
           requested_by AS "requestedBy", requested_at AS "requestedAt", names, ${APPROVALS}
         FROM waiver_revision AS revision WHERE waiver_id = $1 ORDER BY number DESC`,
        [id],
      ),
      this.database.query<{ id: number }>('SELECT id FROM waiver WHERE renews_id = $1 ORDER BY id', [id]),
      this.names.listFor(this.database, row.content, row.projectId === null ? scope : [row.projectId]),
    ]);
    // Of a waiver of every project, by no name that is known from the others alone.
    const isSeen = (name: string): boolean =>
      row.projectId !== null || scope === 'all' || names?.includes(name) === true;
    const approved = revisions[0]?.names ?? null;
    return {
      ...waiver,
      revisions: revisions.map(toRevision),
      renewedBy: renewals.map((renewal) => String(renewal.id)),
      names: names ?? [],
      approvedNames: approved?.filter(isSeen) ?? null,
      newNames: approved === null ? [] : (names ?? []).filter((name) => !approved.includes(name)),
    };
  }

  /** Newest first, of the projects that may be seen. */
  async listVerdicts(
    id: number,
    { cursor, limit }: PageQuery,
    principal: Principal,
    scope: ProjectScope,
  ): Promise<WaiverVerdictPage> {
    await this.find(id, principal, scope);
    const policy = await this.policies.scope();
    const keyset = new Keyset('waiver-verdicts', '-given', { expressions: ['used.verdict_id'], kinds: ['id'] }, cursor);
    const parameters: unknown[] = [scopeParameter(scope), policy.id, policy.environments, id];
    const condition = keyset.condition(parameters);
    const found = await this.database.query<UseRow & { keys: CursorKeys }>(
      `SELECT verdict.verdict_id AS "verdictId", artifact_id AS "artifactId", slug AS project, repository AS image, digest, environment, outcome,
         evaluated_at AS "evaluatedAt", coalesce(verdict_hash, hash) AS revision,
         EXISTS (SELECT FROM artifact_verdict AS standing WHERE standing.verdict_id = verdict.id
           AND ${isStanding({ policy: '$2', environments: '$3' })}) AS "isStanding", ${keyset.selectKeys}
       FROM waiver_use AS used JOIN waiver_revision USING (waiver_id, number) JOIN verdict ON verdict.id = used.verdict_id
         JOIN artifact ON artifact.id = artifact_id JOIN image ON image.id = image_id JOIN project ON project.id = project_id
       WHERE waiver_id = $4 AND ($1::int[] IS NULL OR project_id = ANY ($1)) AND ${condition}
       ORDER BY ${keyset.orderBy} LIMIT ${limit + 1}`,
      parameters,
    );
    const { rows, nextCursor } = keyset.page(found, limit);
    return { items: rows.map(toVerdict), nextCursor, total: totalOf(await this.countVerdicts(id, scope)) };
  }

  /** Stops counting after COUNT_LIMIT. */
  private async countVerdicts(id: number, scope: ProjectScope): Promise<number> {
    const [counted] = await this.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM (SELECT FROM waiver_use AS used JOIN verdict ON verdict.id = used.verdict_id
         JOIN artifact ON artifact.id = artifact_id JOIN image ON image.id = image_id
       WHERE waiver_id = $2 AND ($1::int[] IS NULL OR project_id = ANY ($1)) LIMIT ${COUNT_LIMIT + 1}) AS counted`,
      [scopeParameter(scope), id],
    );
    return counted?.count ?? 0;
  }

  private async find(id: number, principal: Principal, scope: ProjectScope) {
    const found = await this.waivers.find(id, principal, scope);
    if (found === null) throw new WaiverNotFoundError(id);
    return found;
  }
}

function toRevision(row: RevisionRow): WaiverContentRevision {
  const { scope, status, justification, validFrom, expiresAt, conditions } = row.content;
  return {
    number: row.number,
    revision: row.hash,
    scope: toScope(scope),
    status,
    justification,
    validFrom: validFrom ?? null,
    expiresAt,
    conditions: conditions ?? {},
    requestedBy: { kind: row.requestedByKind, id: row.requestedById, name: row.requestedBy },
    requestedAt: row.requestedAt.toISOString(),
    approvals: row.approvals.map(toApproval),
  };
}

function toVerdict({
  artifactId,
  evaluatedAt,
  verdictId,
  project,
  image,
  digest,
  environment,
  outcome,
  revision,
  isStanding,
}: UseRow): WaiverVerdict {
  return {
    verdictId,
    artifactId: String(artifactId),
    project,
    image,
    digest,
    environment,
    outcome,
    evaluatedAt: evaluatedAt.toISOString(),
    revision,
    isStanding,
  };
}
