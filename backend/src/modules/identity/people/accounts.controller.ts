import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { IdPipe, type RowId } from '../../../common/pipes/id.pipe.js';
import type { Principal } from '../../access/principal.js';
import { Context, CurrentPrincipal, type RequestContext } from '../../access/request-context.js';
import { RequirePermission, StepUp } from '../../access/route-access.js';
import { AccountAdministration } from './account-administration.js';
import { AccountRescue } from './account-rescue.js';
import { AccountQuery } from './dto/account-query.dto.js';
import { Account, AccountPage, AccountPatch, Invitation, IssuedLink, NewAccount } from './dto/account.dto.js';
import { People } from './people.js';

@RequirePermission('account:write')
@Controller('api/v1/accounts')
export class AccountsController {
  constructor(
    private readonly people: People,
    private readonly administration: AccountAdministration,
    private readonly rescue: AccountRescue,
  ) {}

  /** List accounts, disabled ones included. */
  @RequirePermission('account:read')
  @Get()
  list(@Query() query: AccountQuery): Promise<AccountPage> {
    return this.people.list(query);
  }

  /** Invite a person: creates an account without a password, and a link to set one. */
  @StepUp()
  @Post()
  invite(
    @Context() context: RequestContext,
    @CurrentPrincipal() principal: Principal,
    @Body() body: NewAccount,
  ): Promise<Invitation> {
    return this.administration.invite(context, principal, body);
  }

  /** Get an account. */
  @RequirePermission('account:read')
  @Get(':id')
  get(@Param('id', IdPipe) id: RowId): Promise<Account> {
    return this.people.get(id);
  }

  /** Rename, disable or enable an account. The last administrator cannot be disabled. */
  @StepUp()
  @Patch(':id')
  change(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: RowId,
    @Body() body: AccountPatch,
  ): Promise<Account> {
    return this.administration.change(context, id, body);
  }

  /** Create a one-time link to set a new password. The second factor is still required. */
  @StepUp()
  @Post(':id/reset-link')
  createResetLink(@Context() context: RequestContext, @Param('id', IdPipe) id: RowId): Promise<IssuedLink> {
    return this.administration.createLink(context, id);
  }

  /** Remove every second factor of another person, recovery codes too, and sign the person out. */
  @StepUp()
  @Delete(':id/factors')
  @HttpCode(204)
  removeFactors(@Context() context: RequestContext, @Param('id', IdPipe) id: RowId): Promise<void> {
    return this.rescue.removeFactors(context, id);
  }

  /** Sign the person out everywhere. */
  @StepUp()
  @Delete(':id/sessions')
  @HttpCode(204)
  endSessions(@Context() context: RequestContext, @Param('id', IdPipe) id: RowId): Promise<void> {
    return this.rescue.endSessions(context, id);
  }
}
