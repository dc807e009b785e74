import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Context, type RequestContext } from '../../access/request-context.js';
import { Public } from '../../access/route-access.js';
import { SessionState } from '../sign-in/dto/session-state.dto.js';
import { SetupBody } from './dto/setup.dto.js';
import { Setup } from './setup.js';

@Controller('api/v1/setup')
export class SetupController {
  constructor(private readonly setup: Setup) {}

  /**
   * Create the first account, an administrator, and sign in. Needs the link that the server printed, and works while
   * there is no account.
   */
  @Public('the link is the credential')
  @Post()
  @HttpCode(200)
  complete(
    @Res({ passthrough: true }) reply: FastifyReply,
    @Context() context: RequestContext,
    @Body() body: SetupBody,
  ): Promise<SessionState> {
    return this.setup.complete(reply, context, body);
  }
}
