import { Controller, Get, Param, StreamableFile } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { IdPipe, type RowId } from '../../common/pipes/id.pipe.js';
import type { ProjectScope } from '../access/project-scope.js';
import { Context, type RequestContext, VisibleProjects } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { ScansService } from './scans.service.js';

@RequirePermission('report:read')
@Controller('api/v1/scans')
export class ScansController {
  constructor(private readonly scans: ScansService) {}

  /** Download a report as received. */
  @Get(':id/report')
  @RouteConfig({ answer: 'stream' })
  readReport(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: RowId,
    @VisibleProjects() scope: ProjectScope,
  ): Promise<StreamableFile> {
    return this.scans.readReport(context, id, scope);
  }
}
