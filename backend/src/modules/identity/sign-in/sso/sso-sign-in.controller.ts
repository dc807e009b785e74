import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Context, type RequestContext } from '../../../access/request-context.js';
import { Public } from '../../../access/route-access.js';
import { SessionState } from '../dto/session-state.dto.js';
import { SsoCallback, SsoStart, StartSso } from './dto/sso.dto.js';
import { SsoSignIn } from './sso-sign-in.js';

@Public('people sign in here')
@Controller('api/v1/sign-in/sso')
export class SsoSignInController {
  constructor(private readonly signIn: SsoSignIn) {}

  /** Get the address for signing in with the OpenID provider. */
  @Post()
  @HttpCode(200)
  start(
    @Context() context: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() { isAnew = false }: StartSso,
  ): Promise<SsoStart> {
    return this.signIn.start(context, reply, isAnew);
  }

  /** Complete the sign-in with the OpenID provider. */
  @Post('callback')
  @HttpCode(200)
  complete(
    @Context() context: RequestContext,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() { parameters }: SsoCallback,
  ): Promise<SessionState> {
    return this.signIn.complete(context, request, reply, parameters);
  }
}
