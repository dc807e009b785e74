import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { BodyBrokenError, BodyMissingError, DecompressionBombError } from './body.errors.js';
import { decodeBody, encodingOf } from './decode-body.js';
import { ReportHash } from './report-hash.js';

/** What is stored is not the report that was received. */
export class ArchiveDamageError extends Error {
  override readonly name = 'ArchiveDamageError';

  constructor(reportId: number, cause?: unknown) {
    super(`the archive of report ${reportId} is damaged`, { cause });
  }
}

/** Reports as they were received, decoded, whichever encoding they are kept in. */
@Injectable()
export class StoredReports {
  constructor(private readonly database: Database) {}

  /**
   * From the database as fast as they are taken. Throws ArchiveDamageError, for what is not the very report at its end: what came
   * before is not to be relied on then.
   */
  async *read(reportId: number): AsyncGenerator<Uint8Array> {
    const [report] = await this.database.query<{ sha256: string; sizeBytes: string; encoding: string }>(
      'SELECT sha256, size_bytes AS "sizeBytes", encoding FROM report WHERE id = $1',
      [reportId],
    );
    if (report === undefined) throw new ArchiveDamageError(reportId);
    const limits = { bytes: Number(report.sizeBytes), ratio: Infinity };
    const hash = new ReportHash();
    try {
      yield* hash.over(decodeBody(this.pieces(reportId), encodingOf(report.encoding), limits));
    } catch (error) {
      throw isDamage(error) ? new ArchiveDamageError(reportId, error) : error;
    }
    if (hash.end().sha256 !== report.sha256) throw new ArchiveDamageError(reportId);
  }

  private async *pieces(reportId: number): AsyncGenerator<Buffer> {
    for (let position = 0; ; position += 1) {
      const [piece] = await this.database.query<{ bytes: Buffer }>(
        'SELECT bytes FROM report_chunk WHERE report_id = $1 AND position = $2',
        [reportId, position],
      );
      if (piece === undefined) return;
      yield piece.bytes;
    }
  }
}

/** Of the bytes, not of the database. */
function isDamage(error: unknown): boolean {
  return (
    error instanceof BodyBrokenError || error instanceof DecompressionBombError || error instanceof BodyMissingError
  );
}
