import { Body, Controller, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { PageQuery } from '../../common/paging/page-query.js';
import { IdPipe, type RowId } from '../../common/pipes/id.pipe.js';
import { RequirePermission, StepUpOfSessions } from '../access/route-access.js';
import { type Asking, CurrentAsking } from './asking.js';
import { WaiverLimits } from './dto/waiver-limits.dto.js';
import { WaiverQuery } from './dto/waiver-query.dto.js';
import {
  ChangedWaiver,
  NewWaiver,
  WaiverApprovalRequest,
  WaiverReason,
  WaiverRenewal,
} from './dto/waiver-requests.dto.js';
import { WaiverDetails, WaiverPage, WaiverResult, WaiverVerdictPage } from './dto/waiver.dto.js';
import { WaiverReadingService } from './waiver-reading.service.js';
import { WaiversService } from './waivers.service.js';

/** Accepted risks: who asked for them, who answers for them, and until when they count. */
@Controller('api/v1/waivers')
export class WaiversController {
  constructor(
    private readonly waivers: WaiversService,
    private readonly reading: WaiverReadingService,
  ) {}

  /** List waivers of the projects that you can see, and those of every project. */
  @Get()
  @RequirePermission('waiver:read')
  list(@Query() query: WaiverQuery, @CurrentAsking() { principal, scope }: Asking): Promise<WaiverPage> {
    return this.reading.list(query, principal, scope);
  }

  /**
   * Request a waiver. It counts once enough people have approved it for the policy. The same request in the same
   * project again returns the first one (200).
   */
  @Post()
  @RequirePermission('waiver:request')
  async request(
    @CurrentAsking() asking: Asking,
    @Body() body: NewWaiver,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WaiverResult> {
    return answered(reply, await this.waivers.request(asking, body));
  }

  /** Get the limits of the active policy for waivers, by environment and severity. */
  @Get('limits')
  @RequirePermission('waiver:read')
  getLimits(): Promise<WaiverLimits> {
    return this.reading.getLimits();
  }

  /** Get a waiver with all of its revisions. */
  @Get(':id')
  @RequirePermission('waiver:read')
  get(@Param('id', IdPipe) id: RowId, @CurrentAsking() { principal, scope }: Asking): Promise<WaiverDetails> {
    return this.reading.describe(id, principal, scope);
  }

  /** Edit a waiver. It needs new approvals, and does not count until then. */
  @Put(':id')
  @RequirePermission('waiver:request')
  edit(
    @CurrentAsking() asking: Asking,
    @Param('id', IdPipe) id: RowId,
    @Body() body: ChangedWaiver,
  ): Promise<WaiverResult> {
    return this.waivers.edit(asking, id, body);
  }

  /**
   * Approve this revision of a waiver. With the last approval that it needs, the verdicts that it concerns are
   * evaluated again.
   */
  @Post(':id/approve')
  @HttpCode(200)
  @StepUpOfSessions()
  @RequirePermission('waiver:approve')
  approve(
    @CurrentAsking() asking: Asking,
    @Param('id', IdPipe) id: RowId,
    @Body() { revision }: WaiverApprovalRequest,
  ): Promise<WaiverResult> {
    return this.waivers.approve(asking, id, revision);
  }

  /** Reject or withdraw a request that is not approved. */
  @Post(':id/reject')
  @HttpCode(200)
  @RequirePermission('waiver:approve')
  reject(
    @CurrentAsking() asking: Asking,
    @Param('id', IdPipe) id: RowId,
    @Body() { reason }: WaiverReason,
  ): Promise<WaiverResult> {
    return this.waivers.reject(asking, id, reason);
  }

  /** Revoke a waiver. Verdicts that used it are evaluated again. */
  @Post(':id/revoke')
  @HttpCode(200)
  @StepUpOfSessions()
  @RequirePermission('waiver:approve')
  revoke(
    @CurrentAsking() asking: Asking,
    @Param('id', IdPipe) id: RowId,
    @Body() { reason }: WaiverReason,
  ): Promise<WaiverResult> {
    return this.waivers.revoke(asking, id, reason);
  }

  /** Request a renewal with a later end. The waiver before it stays as it is. */
  @Post(':id/renew')
  @RequirePermission('waiver:request')
  async renew(
    @CurrentAsking() asking: Asking,
    @Param('id', IdPipe) id: RowId,
    @Body() body: WaiverRenewal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WaiverResult> {
    return answered(reply, await this.waivers.renew(asking, id, body));
  }

  /** List the verdicts that name a waiver, newest first. */
  @Get(':id/verdicts')
  @RequirePermission('waiver:read')
  listVerdicts(
    @Param('id', IdPipe) id: RowId,
    @Query() query: PageQuery,
    @CurrentAsking() { principal, scope }: Asking,
  ): Promise<WaiverVerdictPage> {
    return this.reading.listVerdicts(id, query, principal, scope);
  }
}

/** Nothing was made where the same was requested before. */
function answered(reply: FastifyReply, result: WaiverResult): WaiverResult {
  if (result.isJoined) reply.status(200);
  return result;
}
