import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';

@Injectable()
export class ScansRepository {
  constructor(private readonly database: Database) {}

  async findReportId(scanId: number): Promise<number | null> {
    const [scan] = await this.database.query<{ reportId: number }>(
      'SELECT report_id AS "reportId" FROM scan WHERE id = $1',
      [scanId],
    );
    return scan?.reportId ?? null;
  }

  /** The report's archive, piece by piece. */
  async *readArchive(reportId: number): AsyncGenerator<Buffer> {
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
