import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res, type StreamableFile } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { IdPipe, type RowId } from '../../common/pipes/id.pipe.js';
import type { Principal } from '../access/principal.js';
import type { ProjectScope } from '../access/project-scope.js';
import { Context, CurrentPrincipal, type RequestContext, VisibleProjects } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { VexListQuery, VexQuery, VexWithdrawal } from './dto/vex-query.dto.js';
import { VexPage, VexReceipt, VexWithdrawn } from './dto/vex.dto.js';
import { VexService } from './vex.service.js';

@Controller('api/v1/vex')
export class VexController {
  constructor(private readonly vex: VexService) {}

  /** List VEX documents of the projects that you can see, newest first. */
  @Get()
  @RequirePermission('vex:read')
  list(@Query() query: VexListQuery, @VisibleProjects() scope: ProjectScope): Promise<VexPage> {
    return this.vex.list(query, scope);
  }

  /**
   * Send an OpenVEX, CycloneDX (JSON or XML) or CSAF VEX document as its author wrote it. 201: new. 200: you already
   * sent the same bytes for the same subject. What it says counts where the policy honours you and its author
   * (`evidence.vexFrom`).
   */
  @Post()
  @RequirePermission('vex:write')
  @RouteConfig({ body: 'stream' })
  async receive(
    @Query() query: VexQuery,
    @VisibleProjects() scope: ProjectScope,
    @Context() context: RequestContext,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VexReceipt> {
    const receipt = await this.vex.receive(request, { context, principal, scope }, query);
    reply.status(receipt.isNew ? 201 : 200);
    return receipt;
  }

  /** Download a VEX document as received. */
  @Get(':id/document')
  @RequirePermission('vex:read')
  document(@Param('id', IdPipe) id: RowId, @VisibleProjects() scope: ProjectScope): Promise<StreamableFile> {
    return this.vex.document(id, scope);
  }

  /** Withdraw a VEX document: it no longer counts. This is final, but the document can be sent again. */
  @Post(':id/withdraw')
  @HttpCode(200)
  @RequirePermission('vex:write')
  withdraw(
    @Param('id', IdPipe) id: RowId,
    @VisibleProjects() scope: ProjectScope,
    @Context() context: RequestContext,
    @CurrentPrincipal() principal: Principal,
    @Body() { reason }: VexWithdrawal,
  ): Promise<VexWithdrawn> {
    return this.vex.withdraw({ context, principal, scope }, id, reason);
  }
}
