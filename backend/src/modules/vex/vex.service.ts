import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { Injectable, StreamableFile } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { isHonoured } from '../../core/gate/honoured-vex.js';
import { verdictSender } from '../../core/gate/verdict-scan.js';
import { isDigest } from '../../core/model/digest.js';
import { totalOf } from '../../common/paging/total.js';
import { Database } from '../../database/database.js';
import { ForbiddenError } from '../access/access.errors.js';
import { HeldPermission } from '../access/held-permission.js';
import type { Principal } from '../access/principal.js';
import { isInScope, type ProjectScope } from '../access/project-scope.js';
import type { RequestContext } from '../access/request-context.js';
import { senderOf } from '../access/sender-of.js';
import { auditActor, type AuditNote } from '../audit/audit-event.js';
import { AuditLog } from '../audit/audit-log.js';
import { DecidedAgain } from '../gate/decided-again.js';
import type { EndedOutcome } from '../gate/ended-verdicts.repository.js';
import { JobQueue } from '../jobs/job-queue.js';
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import { DefaultProject } from '../projects/default-project.js';
import { Projects } from '../projects/projects.js';
import type { ReadVex } from '../reports/vex-reading.js';
import { VexArrival } from '../reports/vex-arrival.js';
import { IntakeLock } from '../scans/intake-lock.js';
import type { VexListQuery, VexQuery } from './dto/vex-query.dto.js';
import type { VexDocument, VexPage, VexReceipt, VexWithdrawn } from './dto/vex.dto.js';
import { TooManyVexDocumentsError, VexDocumentNotFoundError } from './vex.errors.js';
import { VexRepository, type VexRow } from './vex.repository.js';

/** Of a project. */
const MOST_IN_FORCE = 1_000;
const MOST_REMARKS = 100;

const decompress = promisify(brotliDecompress);

/** Who asks, and where they have the permission of what they ask for. */
export interface Asking {
  readonly context: RequestContext;
  readonly principal: Principal;
  readonly scope: ProjectScope;
}

/** Keeps VEX documents as received, with who sent them, and has verdicts given anew where the policy honours one. */
@Injectable()
export class VexService {
  constructor(
    private readonly database: Database,
    private readonly arrival: VexArrival,
    private readonly audit: AuditLog,
    private readonly policies: ActivePolicyStore,
    private readonly projects: Projects,
    private readonly defaultProject: DefaultProject,
    private readonly held: HeldPermission,
    private readonly intake: IntakeLock,
    private readonly jobs: JobQueue,
    private readonly documents: VexRepository,
    private readonly again: DecidedAgain,
  ) {}

  async list({ project, cursor, limit }: VexListQuery, scope: ProjectScope): Promise<VexPage> {
    const projectId = project === undefined ? null : await this.projects.idOf(project, scope);
    const { rows, nextCursor, count } = await this.documents.list(scope, projectId, { cursor, limit });
    return { items: rows.map(told), nextCursor, total: totalOf(count) };
  }

  async receive(request: FastifyRequest, asking: Asking, query: VexQuery): Promise<VexReceipt> {
    const { context, principal, scope } = asking;
    const project = query.project ?? (await this.defaultProject.slugFor(scope));
    const filing = {
      projectId: await this.projects.idOf(project, scope),
      image: query.image ?? null,
      digest: query.digest ?? null,
    };
    const read = await this.arrival.receive(request, query.publicKey ?? null);
    const sender = senderOf(principal);
    const change = await this.audit.changeInSql(context, async (sql, note) => {
      // Alone: an artifact that comes meanwhile would not be found, nor find the document.
      await this.intake.holdAlone(sql);
      await this.require(asking, filing.projectId, (who) => this.held.scopeIn(sql, who, 'vex:write'));
      await this.projects.holdOpen(sql, filing.projectId);
      const known = await this.documents.findOpen(sql, filing, read, sender);
      if (known !== null) return { id: known, isNew: false, before: [] as EndedOutcome[] };
      if ((await this.documents.countInForce(sql, filing.projectId)) >= MOST_IN_FORCE) {
        throw new TooManyVexDocumentsError(MOST_IN_FORCE);
      }
      const id = await this.documents.insert(sql, filing, read, sender);
      if (id === null) throw new Error('a VEX document that is not there is in the way of another');
      const before = await this.documents.endVerdicts(sql, filing, await this.honouredIn({ ...read, sender }));
      if (before.length > 0) await this.jobs.request(sql, 'verdict-expiry');
      const row = await this.documents.find(sql, id, 'all');
      if (row !== null) await note(noteOf('vex.received', row, { verdicts: before.length }));
      return { id, isNew: true, before };
    });
    const again = await this.followUp(context, change.before);
    return {
      document: told(await this.get(change.id, scope)),
      isNew: change.isNew,
      honouredIn: await this.honouredIn({ ...read, sender }),
      remarks: [...futureOf(read), ...read.remarks]
        .slice(0, MOST_REMARKS)
        .map(({ pointer, message }) => ({ pointer, message })),
      ...again,
    };
  }

  /** One that is withdrawn stays so; it can be sent again. */
  async withdraw(asking: Asking, id: number, reason: string): Promise<VexWithdrawn> {
    const { context, scope } = asking;
    const before = await this.audit.changeInSql(context, async (sql, note) => {
      await this.intake.holdAlone(sql);
      const row = await this.documents.find(sql, id, scope);
      if (row === null) throw new VexDocumentNotFoundError(id);
      await this.require(asking, row.projectId, (who) => this.held.scopeIn(sql, who, 'vex:write'));
      if (!(await this.documents.withdraw(sql, id, auditActor(context), reason))) return [];
      const ended = await this.documents.endVerdicts(sql, row, await this.honouredIn(row));
      if (ended.length > 0) await this.jobs.request(sql, 'verdict-expiry');
      await note(noteOf('vex.withdrawn', row, { reason, verdicts: ended.length }));
      return ended;
    });
    const again = await this.followUp(context, before);
    return { document: told(await this.get(id, scope)), ...again };
  }

  /** The bytes as received. */
  async document(id: number, scope: ProjectScope): Promise<StreamableFile> {
    const { sha256 } = await this.get(id, scope);
    const body = await this.documents.findBody(id);
    if (body === null) throw new VexDocumentNotFoundError(id);
    return new StreamableFile(await decompress(body), {
      type: 'application/octet-stream',
      disposition: `attachment; filename="${sha256}.vex"`,
    });
  }

  private followUp(
    context: RequestContext,
    before: readonly EndedOutcome[],
  ): ReturnType<DecidedAgain['evaluateAtOnce']> {
    return this.again.evaluateAtOnce(context, [...new Set(before.map(({ artifactId }) => artifactId))], before);
  }

  private async get(id: number, scope: ProjectScope): Promise<VexRow> {
    const row = await this.documents.find(this.database, id, scope);
    if (row === null) throw new VexDocumentNotFoundError(id);
    return row;
  }

  private async honouredIn({
    sender,
    author,
    signedBy,
  }: Pick<VexRow, 'sender' | 'author'> & Pick<ReadVex, 'signedBy'>): Promise<string[]> {
    const signer = signedBy.find((signature) => signature.startsWith('signer:'));
    const content = { author, attestation: { signedBy, ...(signer === undefined ? {} : { signer }) } };
    const { policy } = await this.policies.get();
    return policy.environments
      .filter(({ settings }) => isHonoured({ sender, content }, settings.evidence?.vexFrom))
      .map(({ name }) => name);
  }

  /** Asked where it is written: a grant may be gone since the request came. */
  private async require(
    { principal }: Asking,
    projectId: number,
    scopeIn: (principal: Principal) => Promise<ProjectScope>,
  ): Promise<void> {
    if (!isInScope(await scopeIn(principal), projectId)) throw new ForbiddenError('vex:write');
  }
}

function futureOf({ latestAt }: ReadVex): { pointer: string; message: string }[] {
  if (latestAt === null || Date.parse(latestAt) <= Date.now()) return [];
  return [{ pointer: '', message: `some of it is dated up to ${latestAt}, and clears nothing before its date` }];
}

function told(row: VexRow): VexDocument {
  const { id, sha256, sizeBytes, format, name, author, signedBy, statementCount, project, image, digest } = row;
  const sender = verdictSender(row.sender);
  if (sender === null || !isDigest(`sha256:${sha256}`)) throw new Error('a VEX document without sender or digest');
  return {
    id: String(id),
    document: `sha256:${sha256}`,
    sizeBytes,
    format,
    name,
    author,
    issuedAt: row.issuedAt?.toISOString() ?? null,
    signedBy,
    statementCount,
    project,
    image,
    digest,
    sender,
    receivedAt: row.receivedAt.toISOString(),
    withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
    withdrawnBy: row.withdrawnBy,
    withdrawReason: row.withdrawReason,
  };
}

function noteOf(action: AuditNote['action'], row: VexRow, more: Readonly<Record<string, unknown>>): AuditNote {
  const { id, sha256, format, name, author, signedBy, project, image, digest, statementCount } = row;
  return {
    action,
    target: { kind: 'vex document', id: String(id), name: `VEX document ${id}` },
    after: {
      document: `sha256:${sha256}`,
      format,
      name,
      author,
      signedBy,
      project,
      image,
      digest,
      statementCount,
      ...more,
    },
  };
}
