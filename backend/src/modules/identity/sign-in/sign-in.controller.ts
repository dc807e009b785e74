import { Body, Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Person } from '../../access/principal.js';
import { Context, CurrentPrincipal, type RequestContext } from '../../access/request-context.js';
import { PersonOnly, Public } from '../../access/route-access.js';
import { PasskeyRequestOptions } from '../credentials/factors/dto/passkey-options.dto.js';
import { PasskeyBody } from '../credentials/factors/dto/passkey-response.dto.js';
import { SessionState } from './dto/session-state.dto.js';
import { CodeBody, SignInBody, SignInOptions } from './dto/sign-in.dto.js';
import { PasskeySignIn } from './passkey-sign-in.js';
import { PasswordSignIn } from './password-sign-in.js';
import { SecondFactor } from './second-factor.js';
import { SignInMethods } from './sign-in-methods.js';

@Controller('api/v1/sign-in')
export class SignInController {
  constructor(
    private readonly methods: SignInMethods,
    private readonly withPassword: PasswordSignIn,
    private readonly withPasskey: PasskeySignIn,
    private readonly secondFactor: SecondFactor,
  ) {}

  /** Get the sign-in methods. */
  @Public('asked by those who are not signed in yet')
  @Get('options')
  getOptions(): Promise<SignInOptions> {
    return this.methods.read();
  }

  /** Sign in with a password. If the stage is not `full` yet, the cookie is valid only for the next step. */
  @Public('signs in')
  @Post()
  @HttpCode(200)
  signIn(
    @Res({ passthrough: true }) reply: FastifyReply,
    @Context() context: RequestContext,
    @Body() body: SignInBody,
  ): Promise<SessionState> {
    return this.withPassword.signIn(reply, context, body);
  }

  /** Send an authenticator code as the second factor. Each code works once. */
  @PersonOnly('factor')
  @Post('totp')
  @HttpCode(200)
  giveTotp(
    @Res({ passthrough: true }) reply: FastifyReply,
    @Context() context: RequestContext,
    @CurrentPrincipal() person: Person,
    @Body() { code }: CodeBody,
  ): Promise<SessionState> {
    return this.secondFactor.completeSignIn(reply, context, person, { kind: 'totp', code });
  }

  /** Send a recovery code as the second factor. Each code works once. */
  @PersonOnly('factor')
  @Post('recovery')
  @HttpCode(200)
  giveRecoveryCode(
    @Res({ passthrough: true }) reply: FastifyReply,
    @Context() context: RequestContext,
    @CurrentPrincipal() person: Person,
    @Body() { code }: CodeBody,
  ): Promise<SessionState> {
    return this.secondFactor.completeSignIn(reply, context, person, { kind: 'recovery', code });
  }

  /** Get the challenge for signing in with a passkey: as the second factor after a password, else instead of it. */
  @Public('signs in')
  @Post('passkey/options')
  @HttpCode(200)
  getPasskeyOptions(@Context() context: RequestContext): Promise<PasskeyRequestOptions> {
    return this.withPasskey.options(context);
  }

  /** Sign in with a passkey. */
  @Public('signs in')
  @Post('passkey')
  @HttpCode(200)
  givePasskey(
    @Res({ passthrough: true }) reply: FastifyReply,
    @Context() context: RequestContext,
    @Body() { response }: PasskeyBody,
  ): Promise<SessionState> {
    return this.withPasskey.signIn(reply, context, response);
  }
}
