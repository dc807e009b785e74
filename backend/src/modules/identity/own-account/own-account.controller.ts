import { Body, Controller, HttpCode, Patch, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Person } from '../../access/principal.js';
import { Context, CurrentPrincipal, type RequestContext } from '../../access/request-context.js';
import { PersonOnly } from '../../access/route-access.js';
import { OwnAccount, OwnAccountPatch, PasswordChange } from './dto/own-account.dto.js';
import { OwnAccounts } from './own-accounts.js';

@PersonOnly()
@Controller('api/v1/account')
export class OwnAccountController {
  constructor(private readonly accounts: OwnAccounts) {}

  /** Change your name. */
  @Patch()
  rename(
    @Context() context: RequestContext,
    @CurrentPrincipal() person: Person,
    @Body() { name }: OwnAccountPatch,
  ): Promise<OwnAccount> {
    return this.accounts.rename(context, person, name);
  }

  /** Change your password. Ends your sessions in other browsers. */
  @Post('password')
  @HttpCode(204)
  changePassword(
    @Res({ passthrough: true }) reply: FastifyReply,
    @Context() context: RequestContext,
    @CurrentPrincipal() person: Person,
    @Body() body: PasswordChange,
  ): Promise<void> {
    return this.accounts.changePassword(reply, context, person, body);
  }
}
