import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { Context } from '../access/request-context.js';
import type { RequestContext } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { AuditEventsService } from './audit-events.service.js';
import { AuditEventPage, AuditHead } from './dto/audit-event.dto.js';
import { AuditExportQuery, AuditQuery } from './dto/audit-query.dto.js';

@RequirePermission('audit:read')
@Controller('api/v1/audit-events')
export class AuditEventsController {
  constructor(private readonly events: AuditEventsService) {}

  /** List the events of the audit log, newest first. */
  @Get()
  list(@Query() query: AuditQuery): Promise<AuditEventPage> {
    return this.events.list(query);
  }

  /** Export the audit log: all events that match the filters, oldest first. The export is an event, too. */
  @Get('export')
  @RouteConfig({ answer: 'stream' })
  export(@Query() query: AuditExportQuery, @Context() context: RequestContext): Promise<StreamableFile> {
    return this.events.export(query, context);
  }

  /** Get the head of the audit log. */
  @Get('head')
  head(): Promise<AuditHead> {
    return this.events.head();
  }
}
