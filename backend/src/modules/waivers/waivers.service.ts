import { Injectable } from '@nestjs/common';
import { InvalidInputError } from '../../common/errors/invalid-input.error.js';
import type { Sql } from '../../database/database.js';
import { isUniqueViolation } from '../../database/unique-violation.js';
import { ForbiddenError } from '../access/access.errors.js';
import { hasSteppedUp } from '../access/access.guard.js';
import { HeldPermission } from '../access/held-permission.js';
import type { Permission } from '../access/permissions.js';
import type { Principal } from '../access/principal.js';
import { isInScope, type ProjectScope } from '../access/project-scope.js';
import type { RequestContext } from '../access/request-context.js';
import { auditActor, type AuditNote } from '../audit/audit-event.js';
import { AuditLog, type Note } from '../audit/audit-log.js';
import { DecidedAgain } from '../gate/decided-again.js';
import type { EndedOutcome } from '../gate/ended-verdicts.repository.js';
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import { DefaultProject } from '../projects/default-project.js';
import { Projects } from '../projects/projects.js';
import { AdvisoryNamesNow } from './advisory-names-now.js';
import { approvalsNeeded } from './approvals-needed.js';
import type { ChangedWaiver, NewWaiver, WaiverRenewal } from './dto/waiver-requests.dto.js';
import type { WaiverResult } from './dto/waiver.dto.js';
import type { StoredContent } from '../approved-waivers/stored-waiver.js';
import { revisionOf, storedContent } from './waiver-content.js';
import { WaiverEffects } from './waiver-effects.js';
import { accountOf, emailOf, requesterOf } from './waiver-people.js';
import { WaiverReadingService } from './waiver-reading.service.js';
import {
  ApproverUnknownError,
  OwnWaiverError,
  WaiverChangedError,
  WaiverClosedError,
  WaiverExistsError,
  WaiverNotFoundError,
  WaiverOfFileError,
} from './waivers.errors.js';
import { type HeldWaiver, WaiversRepository } from './waivers.repository.js';

/** Who asks, and where they have the permission of what they ask for. */
export interface Asking {
  readonly context: RequestContext;
  readonly principal: Principal;
  readonly scope: ProjectScope;
}

/** What a transaction did. */
interface Change {
  readonly id: number;
  readonly isJoined: boolean;
  /** What was given before, of the verdicts that were ended. */
  readonly before: readonly EndedOutcome[];
}

/** In one transaction with the check of the permission, the verdicts that end, and the event. */
@Injectable()
export class WaiversService {
  constructor(
    private readonly audit: AuditLog,
    private readonly policies: ActivePolicyStore,
    private readonly projects: Projects,
    private readonly defaultProject: DefaultProject,
    private readonly held: HeldPermission,
    private readonly waivers: WaiversRepository,
    private readonly names: AdvisoryNamesNow,
    private readonly effects: WaiverEffects,
    private readonly again: DecidedAgain,
    private readonly reading: WaiverReadingService,
  ) {}

  /** The same request of the same project again is joined to the first. */
  async request(asking: Asking, { project, ...body }: NewWaiver): Promise<WaiverResult> {
    const content = storedContent(body);
    const projectId = await this.projectOf(asking, project);
    return this.add(asking, { projectId, content, renews: null });
  }

  /** Another waiver that says the same but for its validity: the one before stays as it is. */
  async renew(
    asking: Asking,
    id: number,
    { expiresAt, validFrom, justification }: WaiverRenewal,
  ): Promise<WaiverResult> {
    const before = await this.reading.get(id, asking.principal, asking.scope);
    if (before.source === 'file') throw new WaiverOfFileError(before.name, before.origin);
    if (before.state === 'rejected' || before.state === 'requested')
      throw new WaiverClosedError(before.name, before.state);
    const content = storedContent({
      scope: before.scope,
      status: before.status,
      justification: justification ?? before.justification,
      ...(validFrom !== undefined && { validFrom }),
      expiresAt,
      conditions: before.conditions,
    });
    const projectId = before.project === null ? null : await this.projects.idOf(before.project, asking.scope);
    if (projectId === null && asking.scope !== 'all') throw new ForbiddenError('waiver:request');
    return this.add(asking, { projectId, content, renews: { id, name: before.name } });
  }

  private async add(
    asking: Asking,
    {
      projectId,
      content,
      renews,
    }: { projectId: number | null; content: StoredContent; renews: { id: number; name: string } | null },
  ): Promise<WaiverResult> {
    const { context, principal } = asking;
    const hash = revisionOf(content);
    const isAtOnce = (await this.neededFor(content)) === 0 && mayDecide(principal);
    const change = await this.audit.changeInSql(context, async (sql, note): Promise<Change> => {
      if (isAtOnce) await this.effects.prepare(sql);
      await this.require(sql, principal, 'waiver:request', projectId);
      const at = await this.waivers.now(sql);
      refuseOver(content, at);
      const by = requesterOf(context, principal);
      const id = await this.waivers.insert(sql, { projectId, content, hash, by, renewsId: renews?.id ?? null }, at);
      if (id === null) return { id: await this.findOpen(sql, projectId, hash), isJoined: true, before: [] };
      const waiver = await this.hold(sql, id);
      await note(
        noteOf(renews === null ? 'waiver.requested' : 'waiver.renewed', waiver, renews && { renews: renews.name }),
      );
      const isApprover = isAtOnce && covers(await this.held.scopeIn(sql, principal, 'waiver:approve'), projectId);
      return { id, isJoined: false, before: isApprover ? await this.begin(sql, note, waiver, at, 0) : [] };
    });
    return this.followUp(asking, change);
  }

  /** A new revision: what was approved of the one before is void, and it counts no longer until this one is approved. */
  async edit(asking: Asking, id: number, { basedOn, ...body }: ChangedWaiver): Promise<WaiverResult> {
    const { context, principal } = asking;
    const content = storedContent(body);
    const hash = revisionOf(content);
    const change = await this.audit.changeInSql(context, async (sql, note): Promise<Change> => {
      await this.effects.prepare(sql);
      const waiver = await this.holdOpen(sql, asking, id, 'waiver:request');
      const at = await this.waivers.now(sql);
      refuseOver(content, at);
      if (waiver.revision !== basedOn) throw new WaiverChangedError(waiver.name, waiver.revision);
      // What others have approved is theirs, and its requester's.
      if (waiver.state === 'approved' && (waiver.accountId === null || waiver.accountId !== accountOf(principal))) {
        await this.require(sql, principal, 'waiver:approve', waiver.projectId);
      }
      const before = waiver.state === 'approved' ? await this.effects.end(sql, waiver) : [];
      const by = requesterOf(context, principal);
      await this.waivers.revise(sql, waiver, { content, hash, by }, at).catch((error: unknown) => {
        throw isUniqueViolation(error) ? new WaiverExistsError() : error;
      });
      await note({ ...noteOf('waiver.edited', await this.hold(sql, id)), before: told(waiver) });
      return { id, isJoined: false, before };
    });
    return this.followUp(asking, change);
  }

  /** Once for each person; whoever requested the revision is none of them. */
  async approve(asking: Asking, id: number, revision: string): Promise<WaiverResult> {
    const { context, principal } = asking;
    const [accountId, email] = [accountOf(principal), emailOf(principal)];
    if (accountId === null || email === null) throw new ApproverUnknownError();
    const change = await this.audit.changeInSql(context, async (sql, note): Promise<Change> => {
      await this.effects.prepare(sql);
      const waiver = await this.holdOpen(sql, asking, id, 'waiver:approve');
      const at = await this.waivers.now(sql);
      if (waiver.revision !== revision) throw new WaiverChangedError(waiver.name, waiver.revision);
      const needed = await this.neededFor(waiver.content);
      if (waiver.accountId === accountId) {
        if (needed > 0 || waiver.state === 'approved') throw new OwnWaiverError();
        return { id, isJoined: false, before: await this.begin(sql, note, waiver, at, 0) };
      }
      const by = { actor: auditActor(context), accountId, email };
      if (!(await this.waivers.addApproval(sql, waiver, by, at))) return { id, isJoined: true, before: [] };
      const given = await this.waivers.countApprovals(sql, waiver);
      if (waiver.state === 'approved' || given >= needed) {
        return { id, isJoined: false, before: await this.begin(sql, note, waiver, at, given) };
      }
      await note(noteOf('waiver.approved', waiver, { approvals: given, approvalsNeeded: needed }));
      return { id, isJoined: false, before: [] };
    });
    return this.followUp(asking, change);
  }

  /** What was requested, and not approved yet. */
  async reject(asking: Asking, id: number, reason: string): Promise<WaiverResult> {
    const { context } = asking;
    const change = await this.audit.changeInSql(context, async (sql, note): Promise<Change> => {
      const waiver = await this.holdOpen(sql, asking, id, 'waiver:approve');
      if (waiver.state === 'approved') throw new WaiverClosedError(waiver.name, waiver.state);
      const at = await this.waivers.now(sql);
      await this.waivers.end(sql, waiver, { state: 'rejected', by: auditActor(context), reason, at });
      await note(noteOf('waiver.rejected', waiver, { reason }));
      return { id, isJoined: false, before: [] };
    });
    return this.followUp(asking, change);
  }

  /** One that is revoked stays so. */
  async revoke(asking: Asking, id: number, reason: string): Promise<WaiverResult> {
    const { context } = asking;
    const change = await this.audit.changeInSql(context, async (sql, note): Promise<Change> => {
      await this.effects.prepare(sql);
      const waiver = await this.holdSeen(sql, asking, id, 'waiver:approve');
      if (waiver.source === 'file') throw new WaiverOfFileError(waiver.name, waiver.origin);
      if (waiver.state === 'revoked') return { id, isJoined: true, before: [] };
      if (waiver.state !== 'approved') throw new WaiverClosedError(waiver.name, waiver.state);
      const at = await this.waivers.now(sql);
      await this.waivers.end(sql, waiver, { state: 'revoked', by: auditActor(context), reason, at });
      const before = await this.effects.end(sql, waiver);
      await note(noteOf('waiver.revoked', waiver, { reason, verdicts: before.length }));
      return { id, isJoined: false, before };
    });
    return this.followUp(asking, change);
  }

  /** Has it count from now on, or from its own beginning. Answers the verdicts that end. */
  private async begin(
    sql: Sql,
    note: Note,
    waiver: HeldWaiver,
    at: Date,
    approvals: number,
  ): Promise<readonly EndedOutcome[]> {
    const validFrom = waiver.validFrom?.toISOString() ?? waiver.content.validFrom ?? at.toISOString();
    const hash = revisionOf({ ...waiver.content, validFrom });
    if (waiver.state !== 'approved') {
      const names = await this.names.listFor(
        sql,
        waiver.content,
        waiver.projectId === null ? 'all' : [waiver.projectId],
      );
      await this.waivers.approve(sql, waiver, { validFrom, hash, names });
    }
    const before = await this.effects.begin(sql, waiver);
    await note(
      noteOf('waiver.approved', waiver, { approvals, validFrom, verdictRevision: hash, verdicts: before.length }),
    );
    return before;
  }

  private async followUp(
    { context, principal, scope }: Asking,
    { id, isJoined, before }: Change,
  ): Promise<WaiverResult> {
    const artifactIds = [...new Set(before.map(({ artifactId }) => artifactId))];
    const again = await this.again.evaluateAtOnce(context, artifactIds, before);
    return { waiver: await this.reading.get(id, principal, scope), isJoined, ...again };
  }

  private async neededFor(content: StoredContent): Promise<number> {
    return approvalsNeeded((await this.policies.get()).policy, content);
  }

  /** Null is said, never left out: it reaches beyond a project. */
  private async projectOf({ scope }: Asking, project: string | null | undefined): Promise<number | null> {
    if (project !== null) return this.projects.idOf(project ?? (await this.defaultProject.slugFor(scope)), scope);
    if (scope !== 'all') throw new ForbiddenError('waiver:request');
    return null;
  }

  /** One of a server's that can still be edited or approved. */
  private async holdOpen(sql: Sql, asking: Asking, id: number, permission: Permission): Promise<HeldWaiver> {
    const waiver = await this.holdSeen(sql, asking, id, permission);
    if (waiver.source === 'file') throw new WaiverOfFileError(waiver.name, waiver.origin);
    if (waiver.state === 'rejected' || waiver.state === 'revoked')
      throw new WaiverClosedError(waiver.name, waiver.state);
    if (waiver.isOver) throw new WaiverClosedError(waiver.name, 'over');
    return waiver;
  }

  /** Of a project outside of the scope there is none. */
  private async holdSeen(
    sql: Sql,
    { principal, scope }: Asking,
    id: number,
    permission: Permission,
  ): Promise<HeldWaiver> {
    const waiver = await this.waivers.hold(sql, id);
    if (waiver === null || (waiver.projectId !== null && !isInScope(scope, waiver.projectId))) {
      throw new WaiverNotFoundError(id);
    }
    await this.require(sql, principal, permission, waiver.projectId);
    return waiver;
  }

  private async hold(sql: Sql, id: number): Promise<HeldWaiver> {
    const waiver = await this.waivers.hold(sql, id);
    if (waiver === null) throw new WaiverNotFoundError(id);
    return waiver;
  }

  private async findOpen(sql: Sql, projectId: number | null, hash: string): Promise<number> {
    const id = await this.waivers.findOpen(sql, projectId, hash);
    // It was there a moment ago, and has been revoked or edited since.
    if (id === null) throw new WaiverExistsError();
    return id;
  }

  /** Asked where it is written: a grant may be gone since the request came. */
  private async require(
    sql: Sql,
    principal: Principal,
    permission: Permission,
    projectId: number | null,
  ): Promise<void> {
    if (!covers(await this.held.scopeIn(sql, principal, permission), projectId)) throw new ForbiddenError(permission);
  }
}

function covers(scope: ProjectScope, projectId: number | null): boolean {
  return projectId === null ? scope === 'all' : isInScope(scope, projectId);
}

/** As for an approval: it takes a person, who has just shown who they are, or a token of theirs. */
function mayDecide(principal: Principal): boolean {
  return principal.kind === 'person' ? hasSteppedUp(principal) : principal.owner !== null;
}

function refuseOver({ expiresAt }: StoredContent, at: Date): void {
  if (Date.parse(expiresAt) > at.getTime()) return;
  throw new InvalidInputError([{ pointer: '/expiresAt', message: 'must be an instant to come' }]);
}

function noteOf(
  action: AuditNote['action'],
  waiver: HeldWaiver,
  more: Readonly<Record<string, unknown>> | null = null,
): AuditNote {
  return {
    action,
    target: { kind: 'waiver', id: String(waiver.id), name: waiver.name },
    after: { ...told(waiver), ...more },
  };
}

function told({ projectId, number, revision, content }: HeldWaiver): Readonly<Record<string, unknown>> {
  return { projectId, number, revision, ...content };
}
