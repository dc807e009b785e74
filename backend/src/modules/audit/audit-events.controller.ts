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

  /** Who did what, newest first. */
  @Get()
  list(@Query() query: AuditQuery): Promise<AuditEventPage> {
    return this.events.list(query);
  }

  /** Everything that the filters let through as a file, oldest first. That it was taken is an event itself. */
  @Get('export')
  @RouteConfig({ answer: 'stream' })
  export(@Query() query: AuditExportQuery, @Context() context: RequestContext): Promise<StreamableFile> {
    return this.events.export(query, context);
  }

  /** Where the chain of events stands. */
  @Get('head')
  head(): Promise<AuditHead> {
    return this.events.head();
  }
}
