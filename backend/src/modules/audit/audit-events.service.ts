import type { Readable } from 'node:stream';
import { Injectable, StreamableFile } from '@nestjs/common';
import { totalOf } from '../../common/paging/total.js';
import type { RequestContext } from '../access/request-context.js';
import type { AuditSource } from './audit-event.js';
import { AuditEventsRepository } from './audit-events.repository.js';
import { EXPORT_TYPES, exportOf, toAuditEvent } from './audit-export.js';
import { AuditLog } from './audit-log.js';
import type { AuditEventPage, AuditHead } from './dto/audit-event.dto.js';
import type { AuditExportQuery, AuditQuery } from './dto/audit-query.dto.js';

@Injectable()
export class AuditEventsService {
  constructor(
    private readonly events: AuditEventsRepository,
    private readonly log: AuditLog,
  ) {}

  async list(query: AuditQuery): Promise<AuditEventPage> {
    const [{ events, nextCursor }, count] = await Promise.all([this.events.list(query), this.events.count(query)]);
    return { items: events.map(toAuditEvent), nextCursor, total: totalOf(count) };
  }

  head(): Promise<AuditHead> {
    return this.events.findLast();
  }

  async export(query: AuditExportQuery, context: RequestContext): Promise<StreamableFile> {
    const day = new Date().toISOString().slice(0, 10);
    return new StreamableFile(await this.exportAs(query, context), {
      type: EXPORT_TYPES[query.format],
      disposition: `attachment; filename="plimsoll-audit-${day}.${query.format}"`,
    });
  }

  /** Noted first: who cannot be named as having taken the log along does not get it. */
  async exportAs({ format, ...filter }: AuditExportQuery, source: AuditSource): Promise<Readable> {
    await this.log.record(source, {
      action: 'audit.exported',
      target: { kind: 'audit', id: null, name: 'audit log' },
      after: { format, ...filter },
    });
    return exportOf(this.events.walk(filter), format);
  }
}
