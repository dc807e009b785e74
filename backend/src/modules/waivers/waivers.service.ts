import { Injectable } from '@nestjs/common';
import { isUniqueViolation } from '../../database/unique-violation.js';
import { ForbiddenError } from '../access/access.errors.js';
import { AuditLog } from '../audit/audit-log.js';
import { DecidedAgain } from '../gate/decided-again.js';
import { DefaultProject } from '../projects/default-project.js';
import { Projects } from '../projects/projects.js';
import type { Asking } from './asking.js';
import type { ChangedWaiver, NewWaiver, WaiverRenewal } from './dto/waiver-requests.dto.js';
import type { WaiverResult } from './dto/waiver.dto.js';
import { type Change, mayDecide, noteOf, told, WaiverActs } from './waiver-acts.js';
import {
  approverOf,
  checkApproval,
  checkOpen,
  checkRejection,
  checkRenewal,
  checkRevision,
  checkRevocation,
} from './waiver-checks.js';
import { renewedContent, revisionOf, storedContent } from './waiver-content.js';
import { WaiverEffects } from './waiver-effects.js';
import { accountOf, requesterOf } from './waiver-people.js';
import { WaiverReadingService } from './waiver-reading.service.js';
import { WaiverExistsError } from './waivers.errors.js';
import { WaiversRepository } from './waivers.repository.js';

/** In one transaction with the check of the permission, the verdicts that end, and the event. */
@Injectable()
export class WaiversService {
  constructor(
    private readonly audit: AuditLog,
    private readonly projects: Projects,
    private readonly defaultProject: DefaultProject,
    private readonly waivers: WaiversRepository,
    private readonly acts: WaiverActs,
    private readonly effects: WaiverEffects,
    private readonly again: DecidedAgain,
    private readonly reading: WaiverReadingService,
  ) {}

  /** The same request of the same project again is joined to the first. */
  async request(asking: Asking, { project, ...body }: NewWaiver): Promise<WaiverResult> {
    const { context, principal } = asking;
    const content = storedContent(body);
    const projectId = await this.projectOf(asking, project);
    const isAtOnce = (await this.acts.neededFor(content)) === 0 && mayDecide(principal);
    const change = await this.audit.changeInSql(context, async (sql, note): Promise<Change> => {
      if (isAtOnce) await this.effects.prepare(sql);
      await this.acts.require(sql, principal, 'waiver:request', projectId);
      const at = await this.waivers.now(sql);
      await this.acts.checkEnd(content, at);
      return this.acts.add(sql, note, asking, { projectId, content, renews: null }, { at, isAtOnce });
    });
    return this.followUp(asking, change);
  }

  /** Another waiver that says the same but for its validity: the one before stays as it is. */
  async renew(asking: Asking, id: number, renewal: WaiverRenewal): Promise<WaiverResult> {
    const { context, principal } = asking;
    const change = await this.audit.changeInSql(context, async (sql, note): Promise<Change> => {
      const canBegin = mayDecide(principal);
      if (canBegin) await this.effects.prepare(sql);
      const before = await this.acts.holdSeen(sql, asking, id, 'waiver:request');
      checkRenewal(before);
      const content = renewedContent(before.content, renewal);
      const at = await this.waivers.now(sql);
      await this.acts.checkEnd(content, at);
      const isAtOnce = canBegin && (await this.acts.neededFor(content)) === 0;
      return this.acts.add(
        sql,
        note,
        asking,
        { projectId: before.projectId, content, renews: before },
        { at, isAtOnce },
      );
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
      const waiver = await this.acts.holdSeen(sql, asking, id, 'waiver:request');
      checkOpen(waiver);
      await this.projects.holdOpen(sql, waiver.projectId);
      const at = await this.waivers.now(sql);
      await this.acts.checkEnd(content, at);
      checkRevision(waiver, basedOn);
      // What others have approved is theirs, and its requester's.
      if (waiver.state === 'approved' && (waiver.accountId === null || waiver.accountId !== accountOf(principal))) {
        await this.acts.require(sql, principal, 'waiver:approve', waiver.projectId);
      }
      const before = waiver.state === 'approved' ? await this.effects.end(sql, waiver) : [];
      const by = requesterOf(context, principal);
      await this.waivers.revise(sql, waiver, { content, hash, by }, at).catch((error: unknown) => {
        throw isUniqueViolation(error) ? new WaiverExistsError() : error;
      });
      await note({ ...noteOf('waiver.edited', await this.acts.hold(sql, id)), before: told(waiver) });
      return { id, isJoined: false, before };
    });
    return this.followUp(asking, change);
  }

  /** Once for each person, without the requester of the revision. */
  async approve(asking: Asking, id: number, revision: string): Promise<WaiverResult> {
    const { context, principal } = asking;
    const approver = approverOf(principal);
    const change = await this.audit.changeInSql(context, async (sql, note): Promise<Change> => {
      await this.effects.prepare(sql);
      const waiver = await this.acts.holdSeen(sql, asking, id, 'waiver:approve');
      const at = await this.waivers.now(sql);
      checkApproval(waiver, approver, revision, await this.acts.neededFor(waiver.content));
      return this.acts.approve(sql, note, asking, waiver, at);
    });
    return this.followUp(asking, change);
  }

  /** What was requested, and not approved yet. */
  async reject(asking: Asking, id: number, reason: string): Promise<WaiverResult> {
    const change = await this.audit.changeInSql(asking.context, async (sql, note): Promise<Change> => {
      const waiver = await this.acts.holdSeen(sql, asking, id, 'waiver:approve');
      checkRejection(waiver);
      return this.acts.reject(sql, note, asking, waiver, { reason, at: await this.waivers.now(sql) });
    });
    return this.followUp(asking, change);
  }

  /** One that is revoked stays so. */
  async revoke(asking: Asking, id: number, reason: string): Promise<WaiverResult> {
    const change = await this.audit.changeInSql(asking.context, async (sql, note): Promise<Change> => {
      await this.effects.prepare(sql);
      const waiver = await this.acts.holdSeen(sql, asking, id, 'waiver:approve');
      checkRevocation(waiver);
      return this.acts.revoke(sql, note, asking, waiver, { reason, at: await this.waivers.now(sql) });
    });
    return this.followUp(asking, change);
  }

  private async followUp(
    { context, principal, scope }: Asking,
    { id, isJoined, before }: Change,
  ): Promise<WaiverResult> {
    const artifactIds = [...new Set(before.map(({ artifactId }) => artifactId))];
    const again = await this.again.evaluateAtOnce(context, artifactIds, before);
    return { waiver: await this.reading.get(id, principal, scope), isJoined, ...again };
  }

  /** Null is said, never left out: it reaches beyond a project. */
  private async projectOf({ scope }: Asking, project: string | null | undefined): Promise<number | null> {
    if (project !== null) return this.projects.idOf(project ?? (await this.defaultProject.slugFor(scope)), scope);
    if (scope !== 'all') throw new ForbiddenError('waiver:request');
    return null;
  }
}
