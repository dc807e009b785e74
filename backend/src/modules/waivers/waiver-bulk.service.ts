import { Injectable } from '@nestjs/common';
import { DomainError } from '../../common/errors/domain-error.js';
import { Database, type Sql } from '../../database/database.js';
import { ForbiddenError, StepUpRequiredError } from '../access/access.errors.js';
import { hasSteppedUp } from '../access/access.guard.js';
import { HeldPermission } from '../access/held-permission.js';
import type { Permission } from '../access/permissions.js';
import { isEmptyScope, isInScope, type ProjectScope } from '../access/project-scope.js';
import type { AuditNote } from '../audit/audit-event.js';
import { AuditLog, type Note } from '../audit/audit-log.js';
import { DecidedAgain } from '../gate/decided-again.js';
import { type Asking, askingFor, covers } from './asking.js';
import type { BulkAction, WaiverBulk, WaiverBulkResult } from './dto/waiver-bulk.dto.js';
import type { WaiverPreview } from './dto/waiver-preview.dto.js';
import { endedOnce } from './ended-once.js';
import { type Change, mayDecide, WaiverActs } from './waiver-acts.js';
import {
  approverOf,
  checkApproval,
  checkRejection,
  checkRenewal,
  checkRevision,
  checkRevocation,
} from './waiver-checks.js';
import { renewedContent } from './waiver-content.js';
import { WaiverEffects } from './waiver-effects.js';
import { WaiverPreviewService } from './waiver-preview.service.js';
import { WaiverNotFoundError, type RefusedWaiver, WaiversRefusedError } from './waivers.errors.js';
import { type HeldWaiver, WaiversRepository } from './waivers.repository.js';

const PERMISSION_OF: Readonly<Record<BulkAction, Permission>> = {
  approve: 'waiver:approve',
  reject: 'waiver:approve',
  revoke: 'waiver:approve',
  renew: 'waiver:request',
};

const NEEDS_STEP_UP: ReadonlySet<BulkAction> = new Set(['approve', 'revoke']);

/** One of the waivers that are named, as it is. */
interface NamedWaiver {
  readonly index: number;
  readonly waiver: HeldWaiver;
}

/** The same for several waivers in one transaction: all of them, or none. */
@Injectable()
export class WaiverBulkService {
  constructor(
    private readonly audit: AuditLog,
    private readonly database: Database,
    private readonly held: HeldPermission,
    private readonly waivers: WaiversRepository,
    private readonly acts: WaiverActs,
    private readonly effects: WaiverEffects,
    private readonly again: DecidedAgain,
    private readonly previews: WaiverPreviewService,
  ) {}

  async change(caller: Asking, bulk: WaiverBulk): Promise<WaiverBulkResult> {
    const asking = this.askingOf(caller, bulk);
    const { context, principal } = asking;
    if (NEEDS_STEP_UP.has(bulk.action) && principal.kind === 'person' && !hasSteppedUp(principal))
      throw new StepUpRequiredError();
    const changes = await this.audit.changeInSql(context, async (sql, note) => {
      await this.effects.prepare(sql);
      // In the order of their ids, and then the artifacts: a transaction that holds some of them never waits for others
      // that are held.
      const waivers = await this.waivers.holdEach(sql, idsOf(bulk));
      const held = await this.held.scopeIn(sql, principal, PERMISSION_OF[bulk.action]);
      const at = await this.waivers.now(sql);
      const named = await this.check(asking, bulk, waivers, held, at);
      await this.effects.holdInScope(sql, waivers);
      // The log is held from the first event on.
      const notes: AuditNote[] = [];
      const done = await this.write(sql, async (one) => void notes.push(one), asking, bulk, named, at);
      for (const one of notes) await note(one);
      return done;
    });
    const before = endedOnce(changes.flatMap((change) => change.before));
    const artifactIds = [...new Set(before.map(({ artifactId }) => artifactId))];
    const again = await this.again.evaluateAtOnce(context, artifactIds, before);
    const items = await this.waivers.listStates(
      this.database,
      changes.map(({ id }) => id),
    );
    return { items, ...again };
  }

  /** What would change, and what would be refused. It holds nothing. */
  async preview(caller: Asking, bulk: WaiverBulk): Promise<WaiverPreview> {
    const asking = this.askingOf(caller, bulk);
    const waivers = await this.waivers.listEach(this.database, idsOf(bulk));
    const at = await this.waivers.now(this.database);
    const named = await this.check(asking, bulk, waivers, asking.scope, at);
    const changes = named.map(({ waiver }) => {
      const { name, projectId, content } = waiver;
      if (bulk.action === 'revoke') return { projectId, content, added: null, removed: name };
      if (bulk.action === 'reject') return { projectId, content, added: null, removed: null };
      const added = bulk.action === 'renew' ? renewalOf(waiver, bulk) : content;
      return { projectId, content, added, removed: null };
    });
    return this.previews.changes(changes, asking);
  }

  private askingOf(caller: Asking, { action }: WaiverBulk): Asking {
    const permission = PERMISSION_OF[action];
    const asking = askingFor(caller, permission);
    if (isEmptyScope(asking.scope)) throw new ForbiddenError(permission);
    if (action === 'approve') approverOf(asking.principal);
    return asking;
  }

  /** In the order of the request. Throws WaiversRefusedError with every waiver that is refused. */
  private async check(
    { principal, scope }: Asking,
    bulk: WaiverBulk,
    waivers: readonly HeldWaiver[],
    held: ProjectScope,
    at: Date,
  ): Promise<NamedWaiver[]> {
    const byId = new Map(waivers.map((waiver) => [waiver.id, waiver]));
    const refused: RefusedWaiver[] = [];
    const named: NamedWaiver[] = [];
    for (const [index, { id, revision }] of bulk.items.entries()) {
      try {
        const waiver = byId.get(Number(id));
        if (waiver === undefined || (waiver.projectId !== null && !isInScope(scope, waiver.projectId)))
          throw new WaiverNotFoundError(Number(id));
        if (!covers(held, waiver.projectId)) throw new ForbiddenError(PERMISSION_OF[bulk.action]);
        if (bulk.action === 'approve')
          checkApproval(waiver, approverOf(principal), revision, await this.acts.neededFor(waiver.content));
        if (bulk.action === 'reject') checkRejection(waiver);
        if (bulk.action === 'revoke') checkRevocation(waiver);
        if (bulk.action === 'renew') {
          checkRenewal(waiver);
          await this.acts.checkEnd(renewalOf(waiver, bulk), at);
        }
        checkRevision(waiver, revision);
        named.push({ index, waiver });
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        refused.push({ index, id, error });
      }
    }
    if (refused.length > 0) throw new WaiversRefusedError(refused);
    return named;
  }

  private async write(
    sql: Sql,
    note: Note,
    asking: Asking,
    bulk: WaiverBulk,
    named: readonly NamedWaiver[],
    at: Date,
  ): Promise<Change[]> {
    const changes: Change[] = [];
    for (const { index, waiver } of named) {
      try {
        changes.push(await this.act(sql, note, asking, bulk, waiver, at));
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        throw new WaiversRefusedError([{ index, id: String(waiver.id), error }]);
      }
    }
    return changes;
  }

  private async act(
    sql: Sql,
    note: Note,
    asking: Asking,
    bulk: WaiverBulk,
    waiver: HeldWaiver,
    at: Date,
  ): Promise<Change> {
    const { action, reason = '' } = bulk;
    if (action === 'approve') return this.acts.approve(sql, note, asking, waiver, at);
    if (action === 'reject') return this.acts.reject(sql, note, asking, waiver, { reason, at });
    if (action === 'revoke') return this.acts.revoke(sql, note, asking, waiver, { reason, at });
    const content = renewalOf(waiver, bulk);
    const isAtOnce = mayDecide(asking.principal) && (await this.acts.neededFor(content)) === 0;
    const added = { projectId: waiver.projectId, content, renews: waiver };
    return this.acts.add(sql, note, asking, added, { at, isAtOnce });
  }
}

function idsOf({ items }: WaiverBulk): number[] {
  return items.map(({ id }) => Number(id));
}

function renewalOf({ content }: HeldWaiver, { until = '', reason }: WaiverBulk): HeldWaiver['content'] {
  return renewedContent(content, { expiresAt: until, ...(reason !== undefined && { justification: reason }) });
}
