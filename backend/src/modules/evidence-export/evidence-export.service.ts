import { createPublicKey, type KeyObject } from 'node:crypto';
import { finished, Readable } from 'node:stream';
import { Inject, Injectable, StreamableFile } from '@nestjs/common';
import { LOG, type Log } from '../../common/logging/log.js';
import { Configuration } from '../../config/configuration.js';
import type { EvidenceManifest } from '../../core/evidence-archive/manifest.js';
import { evidenceKeyOf } from '../../core/evidence-archive/manifest-signature.js';
import { fingerprintOf } from '../../core/signatures/key-fingerprint.js';
import type { Principal } from '../access/principal.js';
import { isEmptyScope, type ProjectScope, scopeOf } from '../access/project-scope.js';
import type { RequestContext } from '../access/request-context.js';
import { ArtifactNotFoundError } from '../artifacts/artifacts.errors.js';
import { auditActor } from '../audit/audit-event.js';
import { AuditLog } from '../audit/audit-log.js';
import type { EvidenceKey, EvidenceQuery } from './dto/evidence-query.dto.js';
import { evidenceArchive } from './evidence-archive.js';
import { EvidenceTooLargeError } from './evidence-export.errors.js';
import { EvidenceFiles, type EvidenceOrder } from './evidence-files.js';
import { EvidenceRowsRepository } from './evidence-rows.repository.js';

/** Verdicts, scans and deployments: their index and the manifest are held in memory, with some 500 bytes for each. */
const MOST_ROWS = 20_000;

/** Who asks, and where they can export evidence. */
export interface Asking {
  readonly context: RequestContext;
  readonly principal: Principal;
  readonly scope: ProjectScope;
}

/** Gives what a verdict rests on as one signed archive, to be kept and checked without this server. */
@Injectable()
export class EvidenceExportService {
  private readonly signingKey: KeyObject;

  constructor(
    configuration: Configuration,
    private readonly rows: EvidenceRowsRepository,
    private readonly files: EvidenceFiles,
    private readonly audit: AuditLog,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.signingKey = evidenceKeyOf(configuration.get('SECRET_KEY'));
  }

  key(): EvidenceKey {
    const key = createPublicKey(this.signingKey);
    return {
      algorithm: 'Ed25519',
      fingerprint: fingerprintOf(key),
      publicKey: key.export({ type: 'spki', format: 'pem' }).toString(),
    };
  }

  /** Noted first: without the event there is no archive. Reports may hold the text of secrets that a scanner found. */
  async export(
    { context, principal, scope }: Asking,
    id: number,
    { environment = null, from = null, to = null }: Nullable<EvidenceQuery>,
  ): Promise<StreamableFile> {
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
    const withAudit = !isEmptyScope(scopeOf(principal, 'audit:read'));
    const order: EvidenceOrder = { artifact, span, scope, withAudit, at: new Date(), leftOut: [] };
    const bytes = Readable.from(this.archive(order, auditActor(context).name), { objectMode: false });
    finished(bytes, (error) => {
      if (error) this.log.warn({ err: error, artifactId: id }, 'an archive of evidence was not sent to its end');
    });
    return new StreamableFile(bytes, {
      type: 'application/x-tar',
      disposition: `attachment; filename="evidence-${digest.slice(7, 19)}.tar"`,
    });
  }

  private archive(order: EvidenceOrder, exportedBy: string): AsyncGenerator<Uint8Array> {
    const { artifact, span, at, leftOut } = order;
    const { project, image, digest } = artifact;
    return evidenceArchive(
      this.files.of(order),
      (files): EvidenceManifest => ({
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
      this.signingKey,
    );
  }
}

type Nullable<T> = { readonly [Name in keyof T]: T[Name] | null };
