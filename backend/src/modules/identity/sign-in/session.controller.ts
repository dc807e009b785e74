import { Body, Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Person } from '../../access/principal.js';
import { Context, CurrentPrincipal, type RequestContext } from '../../access/request-context.js';
import { PersonOnly, Public } from '../../access/route-access.js';
import { PasskeyRequestOptions } from '../credentials/factors/dto/passkey-options.dto.js';
import { PasskeyBody } from '../credentials/factors/dto/passkey-response.dto.js';
import { SessionState } from './dto/session-state.dto.js';
import { StepUpBody } from './dto/step-up.dto.js';
import { Sessions } from './sessions.js';
import { StepUps } from './step-ups.js';

@Controller('api/v1')
export class SessionController {
  constructor(
    private readonly sessions: Sessions,
    private readonly stepUps: StepUps,
  ) {}

  /** Get the session: who is signed in, and the stage of the sign-in. */
  @PersonOnly('factor', 'enrol', 'full')
  @Get('session')
  get(@CurrentPrincipal() person: Person): Promise<SessionState> {
    return this.sessions.stateOf(person);
  }

  /** Sign out. */
  @Public('a person without a session is signed out already')
  @Post('sign-out')
  @HttpCode(204)
  signOut(@Res({ passthrough: true }) reply: FastifyReply, @Context() context: RequestContext): Promise<void> {
    return this.sessions.signOut(reply, context);
  }

  /** Confirm your identity with the second factor if you have one, else with the password. Valid for five minutes. */
  @PersonOnly()
  @Post('session/step-up')
  @HttpCode(200)
  stepUp(
    @Res({ passthrough: true }) reply: FastifyReply,
    @Context() context: RequestContext,
    @CurrentPrincipal() person: Person,
    @Body() body: StepUpBody,
  ): Promise<SessionState> {
    return this.stepUps.stepUp(reply, context, person, body);
  }

  /** Get the challenge for confirming with a passkey. */
  @PersonOnly()
  @Post('session/step-up/passkey/options')
  @HttpCode(200)
  getPasskeyOptions(@CurrentPrincipal() person: Person): Promise<PasskeyRequestOptions> {
    return this.stepUps.passkeyOptions(person);
  }

  /** Confirm your identity with a passkey. */
  @PersonOnly()
  @Post('session/step-up/passkey')
  @HttpCode(200)
  stepUpWithPasskey(
    @Res({ passthrough: true }) reply: FastifyReply,
    @Context() context: RequestContext,
    @CurrentPrincipal() person: Person,
    @Body() { response }: PasskeyBody,
  ): Promise<SessionState> {
    return this.stepUps.stepUpWithPasskey(reply, context, person, response);
  }
}
