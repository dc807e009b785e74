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

  /** Everybody who can sign in, or could. */
  @RequirePermission('account:read')
  @Get()
  list(@Query() query: AccountQuery): Promise<AccountPage> {
    return this.people.list(query);
  }

  /** Invites somebody: an account without a password, and the link by which the person chooses one. */
  @StepUp()
  @Post()
  invite(
    @Context() context: RequestContext,
    @CurrentPrincipal() principal: Principal,
    @Body() body: NewAccount,
  ): Promise<Invitation> {
    return this.administration.invite(context, principal, body);
  }

  /** One account. */
  @RequirePermission('account:read')
  @Get(':id')
  get(@Param('id', IdPipe) id: RowId): Promise<Account> {
    return this.people.get(id);
  }

  /** Renames, disables or enables an account. The last administrator cannot be disabled. */
  @StepUp()
  @Patch(':id')
  change(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: RowId,
    @Body() body: AccountPatch,
  ): Promise<Account> {
    return this.administration.change(context, id, body);
  }

  /** A link by which the person chooses a new password. It does not stand in for the second factor. */
  @StepUp()
  @Post(':id/reset-link')
  createResetLink(@Context() context: RequestContext, @Param('id', IdPipe) id: RowId): Promise<IssuedLink> {
    return this.administration.createLink(context, id);
  }

  /** Removes every second factor of somebody else who lost theirs, recovery codes too, and signs the person out. */
  @StepUp()
  @Delete(':id/factors')
  @HttpCode(204)
  removeFactors(@Context() context: RequestContext, @Param('id', IdPipe) id: RowId): Promise<void> {
    return this.rescue.removeFactors(context, id);
  }

  /** Signs the person out everywhere, at once. */
  @StepUp()
  @Delete(':id/sessions')
  @HttpCode(204)
  endSessions(@Context() context: RequestContext, @Param('id', IdPipe) id: RowId): Promise<void> {
    return this.rescue.endSessions(context, id);
  }
}
