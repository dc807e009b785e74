import { Injectable, type StreamableFile } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import { isEmptyScope, type ProjectScope, scopeOf } from '../access/project-scope.js';
import type { RequestContext } from '../access/request-context.js';
import { ArtifactNotFoundError } from '../artifacts/artifacts.errors.js';
import { auditActor } from '../audit/audit-event.js';
import { AuditLog } from '../audit/audit-log.js';
import type { EvidenceQuery } from './dto/evidence-query.dto.js';
import { EvidenceTooLargeError } from './evidence-export.errors.js';
import { EvidenceFiles, type EvidenceOrder } from './evidence-files.js';
import { EvidenceRowsRepository } from './evidence-rows.repository.js';
import { type ArchiveOrder, SignedArchives } from './signed-archives.js';

/** Verdicts, scans and deployments: their index and the manifest are held in memory, with some 500 bytes for each. */
export const MOST_ROWS = 20_000;

/** Who asks, and where they can export evidence. */
export interface Asking {
  readonly context: RequestContext;
  readonly principal: Principal;
  readonly scope: ProjectScope;
}

/** Gives what the verdicts on an artifact rest on as one signed archive, to be kept and checked without this server. */
@Injectable()
export class EvidenceExportService {
  constructor(
    private readonly rows: EvidenceRowsRepository,
    private readonly files: EvidenceFiles,
    private readonly archives: SignedArchives,
    private readonly audit: AuditLog,
  ) {}

  /** Noted first: without the event there is no archive. Reports may hold the text of secrets that a scanner found. */
  export(asking: Asking, id: number, query: Nullable<EvidenceQuery>): Promise<StreamableFile> {
    return this.archives.send(asking.principal, () => this.prepare(asking, id, query));
  }

  private async prepare(
    { context, principal, scope }: Asking,
    id: number,
    { environment = null, from = null, to = null }: Nullable<EvidenceQuery>,
  ): Promise<ArchiveOrder> {
    const artifact = await this.rows.findArtifact(id, scope);
    if (artifact === null) throw new ArtifactNotFoundError(id);
    const span = { environment, from, to };
    const count = await this.rows.count(id, span);
    if (count > MOST_ROWS) throw new EvidenceTooLargeError(count, MOST_ROWS);
    const { image, digest, project } = artifact;
    await this.audit.record(context, {
      action: 'evidence.exported',
      target: { kind: 'artifact', id: String(id), name: `${image}@${digest}` },
      after: { project, ...span },
    });
    const at = new Date();
    const leftOut: string[] = [];
    const withAudit = canReadAudit(principal);
    const order: EvidenceOrder = { artifact, span, scope, withAudit, at, leftOut };
    const exportedBy = auditActor(context).name;
    return {
      name: `evidence-${digest.slice(7, 19)}`,
      files: this.files.of(order),
      manifestOf: (files) => ({
        version: 1,
        project,
        image,
        digest,
        ...span,
        exportedAt: at.toISOString(),
        exportedBy,
        leftOut,
        files,
      }),
    };
  }
}

export function canReadAudit(principal: Principal): boolean {
  return !isEmptyScope(scopeOf(principal, 'audit:read'));
}

type Nullable<T> = { readonly [Name in keyof T]: T[Name] | null };
