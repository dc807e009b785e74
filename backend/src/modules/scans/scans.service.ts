import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Inject, Injectable, StreamableFile } from '@nestjs/common';
import { LOG, type Log } from '../../common/logging/log.js';
import type { ProjectScope } from '../access/project-scope.js';
import { ScanNotFoundError } from './scans.errors.js';
import { ScansRepository } from './scans.repository.js';

@Injectable()
export class ScansService {
  constructor(
    private readonly scans: ScansRepository,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** The bytes as they came, read from the database as fast as the client takes them. */
  async readReport(scanId: number, scope: ProjectScope): Promise<StreamableFile> {
    const reportId = await this.scans.findReportId(scanId, scope);
    if (reportId === null) throw new ScanNotFoundError(scanId);
    const bytes = pipeline(Readable.from(this.scans.readArchive(reportId)), createGunzip(), (error) => {
      if (error) this.log.warn({ err: error, scanId }, 'a report was not sent to its end');
    });
    return new StreamableFile(bytes, {
      type: 'application/json',
      disposition: `attachment; filename="scan-${scanId}.json"`,
    });
  }
}
