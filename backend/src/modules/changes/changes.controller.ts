import { Controller, Get, Header, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../access/principal.js';
import { CurrentPrincipal } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { ChangeStreams } from './change-streams.js';
import { EventStreamOnlyError } from './changes.errors.js';
import { ChangeQuery } from './dto/change-query.dto.js';

@RequirePermission('artifact:read')
@Controller('api/v1/events')
export class ChangesController {
  constructor(private readonly streams: ChangeStreams) {}

  /** Stream changes: which artifacts that you can see have changed, and in what. */
  @Get()
  // The answer is neither held back nor encoded by anything on the way.
  @Header('Cache-Control', 'no-store, no-transform')
  @Header('X-Accel-Buffering', 'no')
  @RouteConfig({ answer: 'stream' })
  async follow(
    @Query() { age }: ChangeQuery,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    if (!/\btext\/event-stream\b/i.test(request.headers.accept ?? '')) throw new EventStreamOnlyError();
    const { output } = await this.streams.follow(request, reply, principal, age);
    return new StreamableFile(output, { type: 'text/event-stream; charset=utf-8' });
  }
}
