import { finished, Readable } from 'node:stream';
import { Inject, Injectable, StreamableFile } from '@nestjs/common';
import { LOG, type Log } from '../../common/logging/log.js';
import type { ProjectScope } from '../access/project-scope.js';
import type { RequestContext } from '../access/request-context.js';
import { StoredReports } from '../archive/stored-reports.js';
import { AuditLog } from '../audit/audit-log.js';
import { ReportRemovedError, ScanNotFoundError } from './scans.errors.js';
import { ScansRepository } from './scans.repository.js';

@Injectable()
export class ScansService {
  constructor(
    private readonly scans: ScansRepository,
    private readonly stored: StoredReports,
    private readonly audit: AuditLog,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * The bytes as they came, read from the database as fast as the client takes them. A report is the one place that may
   * hold the text of a secret, so it is noted first who takes it: without the event there is no report.
   */
  async readReport(context: RequestContext, scanId: number, scope: ProjectScope): Promise<StreamableFile> {
    const scan = await this.scans.findReport(scanId, scope);
    if (scan === null) throw new ScanNotFoundError(scanId);
    const { reportId, removedAt, artifact } = scan;
    if (removedAt !== null) throw new ReportRemovedError(removedAt);
    await this.audit.record(context, {
      action: 'report.downloaded',
      target: { kind: 'scan', id: String(scanId), name: `${artifact.image.repository}@${artifact.digest}` },
    });
    const bytes = Readable.from(this.stored.read(reportId), { objectMode: false });
    finished(bytes, (error) => {
      if (error) this.log.warn({ err: error, scanId }, 'a report was not sent to its end');
    });
    return new StreamableFile(bytes, {
      type: 'application/json',
      disposition: `attachment; filename="scan-${scanId}.json"`,
    });
  }
}
