import { Injectable } from '@nestjs/common';
import { InvalidInputError } from '../../common/errors/invalid-input.error.js';
import type { Sql } from '../../database/database.js';
import { ForbiddenError } from '../access/access.errors.js';
import { hasSteppedUp } from '../access/access.guard.js';
import { HeldPermission } from '../access/held-permission.js';
import type { Permission } from '../access/permissions.js';
import type { Principal } from '../access/principal.js';
import { isInScope } from '../access/project-scope.js';
import type { StoredContent } from '../approved-waivers/stored-waiver.js';
import { auditActor, type AuditNote } from '../audit/audit-event.js';
import type { Note } from '../audit/audit-log.js';
import type { EndedOutcome } from '../gate/ended-verdicts.repository.js';
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import { Projects } from '../projects/projects.js';
import { AdvisoryNamesNow } from './advisory-names-now.js';
import { approvalsNeeded } from './approvals-needed.js';
import { type Asking, covers } from './asking.js';
import { latestEndOf } from './latest-end.js';
import { approverOf } from './waiver-checks.js';
import { revisionOf } from './waiver-content.js';
import { WaiverEffects } from './waiver-effects.js';
import { requesterOf } from './waiver-people.js';
import { WaiverExistsError, WaiverNotFoundError, WaiverTooLongError } from './waivers.errors.js';
import { type HeldWaiver, WaiversRepository } from './waivers.repository.js';

/** What a transaction did to a waiver. */
export interface Change {
  readonly id: number;
  /** Whether it was so before, and nothing was changed. */
  readonly isJoined: boolean;
  /** What was given before, of the verdicts that were ended. */
  readonly before: readonly EndedOutcome[];
}

export interface AddedWaiver {
  readonly projectId: number | null;
  readonly content: StoredContent;
  /** The one that it renews. */
  readonly renews: { readonly id: number; readonly name: string } | null;
}

/**
 * What is done to a waiver in the transaction that holds it, be it alone or with others. Whether it may be done, waiver-checks says before. What
 * has it begin or end takes `WaiverEffects.prepare` at the beginning of the transaction.
 */
@Injectable()
export class WaiverActs {
  constructor(
    private readonly policies: ActivePolicyStore,
    private readonly held: HeldPermission,
    private readonly waivers: WaiversRepository,
    private readonly names: AdvisoryNamesNow,
    private readonly effects: WaiverEffects,
    private readonly projects: Projects,
  ) {}

  /** The same request of the same project again is joined to the first. Throws ProjectArchivedError. `isAtOnce`: it may count without an approval. */
  async add(
    sql: Sql,
    note: Note,
    { context, principal }: Asking,
    { projectId, content, renews }: AddedWaiver,
    { at, isAtOnce }: { readonly at: Date; readonly isAtOnce: boolean },
  ): Promise<Change> {
    await this.projects.holdOpen(sql, projectId);
    const hash = revisionOf(content);
    const by = requesterOf(context, principal);
    const id = await this.waivers.insert(sql, { projectId, content, hash, by, renewsId: renews?.id ?? null }, at);
    if (id === null) return { id: await this.findOpen(sql, projectId, hash), isJoined: true, before: [] };
    const waiver = await this.hold(sql, id);
    await note(
      noteOf(renews === null ? 'waiver.requested' : 'waiver.renewed', waiver, renews && { renews: renews.name }),
    );
    const isApprover = isAtOnce && covers(await this.held.scopeIn(sql, principal, 'waiver:approve'), projectId);
    return { id, isJoined: false, before: isApprover ? await this.begin(sql, note, waiver, at, 0) : [] };
  }

  /** Once for each person. With the last approval that it needs it counts. Throws ProjectArchivedError. */
  async approve(sql: Sql, note: Note, { context, principal }: Asking, waiver: HeldWaiver, at: Date): Promise<Change> {
    const { id } = waiver;
    await this.projects.holdOpen(sql, waiver.projectId);
    const approver = approverOf(principal);
    const needed = await this.neededFor(waiver.content);
    if (waiver.accountId === approver.accountId) {
      return { id, isJoined: false, before: await this.begin(sql, note, waiver, at, 0) };
    }
    const by = { actor: auditActor(context), ...approver };
    if (!(await this.waivers.addApproval(sql, waiver, by, at))) return { id, isJoined: true, before: [] };
    const given = await this.waivers.countApprovals(sql, waiver);
    if (waiver.state === 'approved' || given >= needed) {
      return { id, isJoined: false, before: await this.begin(sql, note, waiver, at, given) };
    }
    await note(noteOf('waiver.approved', waiver, { approvals: given, approvalsNeeded: needed }));
    return { id, isJoined: false, before: [] };
  }

  async reject(
    sql: Sql,
    note: Note,
    { context }: Asking,
    waiver: HeldWaiver,
    { reason, at }: { readonly reason: string; readonly at: Date },
  ): Promise<Change> {
    await this.waivers.end(sql, waiver, { state: 'rejected', by: auditActor(context), reason, at });
    await note(noteOf('waiver.rejected', waiver, { reason }));
    return { id: waiver.id, isJoined: false, before: [] };
  }

  async revoke(
    sql: Sql,
    note: Note,
    { context }: Asking,
    waiver: HeldWaiver,
    { reason, at }: { readonly reason: string; readonly at: Date },
  ): Promise<Change> {
    const { id } = waiver;
    if (waiver.state === 'revoked') return { id, isJoined: true, before: [] };
    await this.waivers.end(sql, waiver, { state: 'revoked', by: auditActor(context), reason, at });
    const before = await this.effects.end(sql, waiver);
    await note(noteOf('waiver.revoked', waiver, { reason, verdicts: before.length }));
    return { id, isJoined: false, before };
  }

  async neededFor(content: StoredContent): Promise<number> {
    return approvalsNeeded((await this.policies.get()).policy, content);
  }

  /** Throws InvalidInputError for an end that has been, and WaiverTooLongError for one that the policy lets no waiver reach. */
  async checkEnd(content: StoredContent, at: Date): Promise<void> {
    const end = Date.parse(content.expiresAt);
    if (end <= at.getTime()) {
      throw new InvalidInputError([{ pointer: '/expiresAt', message: 'must be an instant to come' }]);
    }
    // One without a beginning may be approved now, and soon is.
    const from = typeof content.validFrom === 'string' ? new Date(content.validFrom) : at;
    const latest = latestEndOf((await this.policies.get()).policy, content, from);
    if (latest !== null && end > latest.until) throw new WaiverTooLongError(latest, { pointer: '/expiresAt' });
  }

  /** Of a project outside of the scope there is none. */
  async holdSeen(sql: Sql, { principal, scope }: Asking, id: number, permission: Permission): Promise<HeldWaiver> {
    const waiver = await this.waivers.hold(sql, id);
    if (waiver === null || (waiver.projectId !== null && !isInScope(scope, waiver.projectId))) {
      throw new WaiverNotFoundError(id);
    }
    await this.require(sql, principal, permission, waiver.projectId);
    return waiver;
  }

  /** Asked where it is written: a grant may be gone since the request came. */
  async require(sql: Sql, principal: Principal, permission: Permission, projectId: number | null): Promise<void> {
    if (!covers(await this.held.scopeIn(sql, principal, permission), projectId)) throw new ForbiddenError(permission);
  }

  async hold(sql: Sql, id: number): Promise<HeldWaiver> {
    const waiver = await this.waivers.hold(sql, id);
    if (waiver === null) throw new WaiverNotFoundError(id);
    return waiver;
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

  private async findOpen(sql: Sql, projectId: number | null, hash: string): Promise<number> {
    const id = await this.waivers.findOpen(sql, projectId, hash);
    // It was there a moment ago, and has been revoked or edited since.
    if (id === null) throw new WaiverExistsError();
    return id;
  }
}

/** As for an approval: it takes a person, who has just shown who they are, or a token of theirs. */
export function mayDecide(principal: Principal): boolean {
  return principal.kind === 'person' ? hasSteppedUp(principal) : principal.owner !== null;
}

export function noteOf(
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

export function told({ projectId, number, revision, content }: HeldWaiver): Readonly<Record<string, unknown>> {
  return { projectId, number, revision, ...content };
}
