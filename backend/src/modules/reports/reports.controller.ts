import { Controller, Post, Query, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../access/principal.js';
import type { ProjectScope } from '../access/project-scope.js';
import { Context, CurrentPrincipal, type RequestContext, VisibleProjects } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { senderOf } from '../access/sender-of.js';
import { sourceOf } from '../audit/audit-event.js';
import { ReportQuery } from './dto/report-query.dto.js';
import { ReportReceipt } from './dto/report-receipt.dto.js';
import { ReportsService } from './reports.service.js';

@Controller('api/v1/reports')
export class ReportsController {
  constructor(private readonly reports: ReportsService) {}

  /**
   * Send a report as the scanner wrote it. 201: new. 200: the same bytes with the same parameters were already received
   * for this artifact.
   */
  @Post()
  @RequirePermission('report:write')
  @RouteConfig({ body: 'stream' })
  async receive(
    @Query() query: ReportQuery,
    @VisibleProjects() scope: ProjectScope,
    @Context() context: RequestContext,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReportReceipt> {
    const receipt = await this.reports.receive(request, query, scope, {
      sender: senderOf(principal),
      source: sourceOf(context),
    });
    reply.status(receipt.isNew ? 201 : 200);
    return receipt;
  }
}
