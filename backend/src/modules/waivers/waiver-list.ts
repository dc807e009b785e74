import { Injectable } from '@nestjs/common';
import type { CursorKeys } from '../../common/paging/cursor.js';
import { Keyset, type SortKeys } from '../../common/paging/keyset.js';
import { containing } from '../../common/paging/search-pattern.js';
import { COUNT_LIMIT, totalOf } from '../../common/paging/total.js';
import { rowIdOf } from '../../common/pipes/id.pipe.js';
import { Database } from '../../database/database.js';
import { type Principal } from '../access/principal.js';
import { isInScope, type ProjectScope, scopeOf, scopeParameter } from '../access/project-scope.js';
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import { approvalsNeeded } from './approvals-needed.js';
import type { WaiverQuery, WaiverSort } from './dto/waiver-query.dto.js';
import type { Waiver, WaiverPage } from './dto/waiver.dto.js';
import { STATE_NOW } from './waiver-state.js';
import { toWaiver, type Viewer, WAIVER_COLUMNS, WAIVER_TABLES, type WaiverRow } from './waiver-rows.js';
import { accountOf } from './waiver-people.js';

const SORTS: Record<WaiverSort, SortKeys> = {
  requested: { expressions: ['waiver.requested_at', 'waiver.id'], kinds: ['instant', 'id'] },
  ends: { expressions: ['waiver.expires_at', 'waiver.id'], kinds: ['instant', 'id'] },
  name: { expressions: ['waiver.name', 'waiver.id'], kinds: ['text', 'id'] },
};

/** Waivers of the projects that the caller can see, and those of every project. */
@Injectable()
export class WaiverList {
  constructor(
    private readonly database: Database,
    private readonly policies: ActivePolicyStore,
  ) {}

  async list(query: WaiverQuery, principal: Principal, scope: ProjectScope): Promise<WaiverPage> {
    const [{ rows, nextCursor }, count, viewer] = await Promise.all([
      this.page(query, principal, scope),
      this.count(query, principal, scope),
      this.viewerOf(principal),
    ]);
    return { items: rows.map((row) => toWaiver(row, viewer)), nextCursor, total: totalOf(count) };
  }

  /** Null for one that is not there, or outside of the scope. */
  async find(
    id: number,
    principal: Principal,
    scope: ProjectScope,
  ): Promise<{ row: WaiverRow; waiver: Waiver } | null> {
    const policy = await this.policies.scope();
    const [row] = await this.database.query<WaiverRow>(
      `SELECT ${WAIVER_COLUMNS} FROM ${WAIVER_TABLES} WHERE waiver.id = $4 AND ${IS_VISIBLE}`,
      [scopeParameter(scope), policy.id, policy.environments, id],
    );
    return row === undefined ? null : { row, waiver: toWaiver(row, await this.viewerOf(principal)) };
  }

  private async page(
    query: WaiverQuery,
    principal: Principal,
    scope: ProjectScope,
  ): Promise<{ rows: WaiverRow[]; nextCursor: string | null }> {
    const { sort, cursor, limit } = query;
    const policy = await this.policies.scope();
    const keyset = new Keyset('waivers', sort, SORTS[sort.replace(/^-/, '') as WaiverSort], cursor);
    const parameters: unknown[] = [scopeParameter(scope), policy.id, policy.environments];
    const conditions = [...filter(query, principal, parameters), keyset.condition(parameters)];
    const rows = await this.database.query<WaiverRow & { keys: CursorKeys }>(
      `SELECT ${WAIVER_COLUMNS}, ${keyset.selectKeys} FROM ${WAIVER_TABLES}
       WHERE ${conditions.join(' AND ')} ORDER BY ${keyset.orderBy} LIMIT ${limit + 1}`,
      parameters,
    );
    return keyset.page(rows, limit);
  }

  /** Stops counting after COUNT_LIMIT. */
  private async count(query: WaiverQuery, principal: Principal, scope: ProjectScope): Promise<number> {
    const parameters: unknown[] = [scopeParameter(scope)];
    const conditions = filter(query, principal, parameters);
    const [counted] = await this.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM (SELECT FROM waiver
         JOIN waiver_revision AS revision ON revision.waiver_id = waiver.id AND revision.number = waiver.number
         LEFT JOIN project ON project.id = waiver.project_id
       WHERE ${conditions.join(' AND ')} LIMIT ${COUNT_LIMIT + 1}) AS counted`,
      parameters,
    );
    return counted?.count ?? 0;
  }

  private async viewerOf(principal: Principal): Promise<Viewer> {
    const { policy } = await this.policies.get();
    const approver = accountOf(principal);
    const mayApprove = scopeOf(principal, 'waiver:approve');
    const neededFor = ({ content }: WaiverRow): number => approvalsNeeded(policy, content);
    return {
      approvalsNeeded: (row) => Math.max(1, neededFor(row)),
      canApprove: (row) =>
        row.state === 'requested' &&
        row.source === 'server' &&
        approver !== null &&
        (row.projectId === null ? mayApprove === 'all' : isInScope(mayApprove, row.projectId)) &&
        (row.accountId !== approver || neededFor(row) === 0) &&
        row.approvals.every(({ accountId }) => accountId !== approver),
    };
  }
}

/** With the projects that may be seen as $1. */
const IS_VISIBLE = '($1::int[] IS NULL OR waiver.project_id IS NULL OR waiver.project_id = ANY ($1))';

function filter(query: WaiverQuery, principal: Principal, parameters: unknown[]): string[] {
  const { project, state, q, to, endsBefore, unusedFor, overtaken, artifact } = query;
  const bind = (value: unknown): string => `$${parameters.push(value)}`;
  const conditions = [IS_VISIBLE];
  if (project !== undefined) conditions.push(`(waiver.project_id IS NULL OR slug = ${bind(project)})`);
  if (state !== undefined) conditions.push(`${STATE_NOW} = ${bind(state)}`);
  if (q !== undefined) {
    const pattern = bind(containing(q));
    const texts = ['waiver.name', 'requested_by', `content ->> 'justification'`];
    for (const key of ['advisory', 'rule', 'component', 'image']) texts.push(`content #>> '{scope,${key}}'`);
    conditions.push(`(${texts.map((text) => `${text} ILIKE ${pattern}`).join(' OR ')})`);
  }
  if (to === 'approve') conditions.push(waitsFor(principal, bind));
  if (endsBefore !== undefined) conditions.push(`waiver.expires_at < ${bind(endsBefore)}::timestamptz`);
  if (unusedFor !== undefined) conditions.push(isUnusedFor(bind(unusedFor)));
  if (overtaken !== undefined) conditions.push(IS_OVERTAKEN);
  if (artifact !== undefined) {
    conditions.push(`EXISTS (SELECT FROM artifact JOIN image ON image.id = image_id WHERE artifact.id = ${bind(rowIdOf(artifact, 'artifact'))}
      AND ($1::int[] IS NULL OR image.project_id = ANY ($1)) AND (waiver.project_id IS NULL OR waiver.project_id = image.project_id)
      AND (waiver.image IS NULL OR waiver.image = repository) AND (waiver.digest IS NULL OR waiver.digest = artifact.digest))`);
  }
  return conditions;
}

function waitsFor(principal: Principal, bind: (value: unknown) => string): string {
  const approver = accountOf(principal);
  if (approver === null) return 'false';
  const [account, scope] = [bind(approver), bind(scopeParameter(scopeOf(principal, 'waiver:approve')))];
  return `waiver.state = 'requested' AND waiver.source = 'server' AND waiver.expires_at > now()
    AND (${scope}::int[] IS NULL OR waiver.project_id = ANY (${scope})) AND revision.account_id IS DISTINCT FROM ${account}
    AND NOT EXISTS (SELECT FROM waiver_approval AS given
      WHERE given.waiver_id = waiver.id AND given.number = waiver.number AND given.account_id = ${account})`;
}

/** In force for so long, and no verdict that names it was given since then, or stands. */
function isUnusedFor(days: string): string {
  const since = `now() - ${days}::int * interval '1 day'`;
  return `${STATE_NOW} = 'in-force' AND waiver.valid_from <= ${since} AND NOT EXISTS (
    SELECT FROM waiver_use AS used JOIN verdict ON verdict.id = used.verdict_id
      LEFT JOIN artifact_verdict AS standing ON standing.verdict_id = verdict.id
    WHERE used.waiver_id = waiver.id AND (verdict.evaluated_at > ${since} OR standing.verdict_id IS NOT NULL))`;
}

const IS_OVERTAKEN = `${STATE_NOW} = 'in-force' AND EXISTS (SELECT FROM waiver_use AS used WHERE used.waiver_id = waiver.id)
  AND NOT EXISTS (SELECT FROM waiver_use AS used JOIN artifact_verdict AS standing ON standing.verdict_id = used.verdict_id
    WHERE used.waiver_id = waiver.id)`;
