import { Injectable } from '@nestjs/common';
import type { Principal } from '../../access/principal.js';
import type { RequestContext } from '../../access/request-context.js';
import type { Account, AccountPatch, Invitation, IssuedLink, NewAccount } from './dto/account.dto.js';
import { GrantPermits } from './grant-permits.js';
import { People } from './people.js';

/** What administrators do about other people's accounts. */
@Injectable()
export class AccountAdministration {
  constructor(
    private readonly people: People,
    private readonly permits: GrantPermits,
  ) {}

  async invite(
    context: RequestContext,
    principal: Principal,
    { email, name, role, project }: NewAccount,
  ): Promise<Invitation> {
    const grant = role ? await this.permits.order(principal, role, project ?? null) : null;
    const { id, link, expiresAt } = await this.people.invite(context, { email, name, grant });
    return { account: await this.people.get(id), link, expiresAt: expiresAt.toISOString() };
  }

  async change(context: RequestContext, id: number, patch: AccountPatch): Promise<Account> {
    await this.people.change(context, id, patch);
    return this.people.get(id);
  }

  async createLink(context: RequestContext, id: number): Promise<IssuedLink> {
    const { link, expiresAt } = await this.people.createLink(context, id);
    return { link, expiresAt: expiresAt.toISOString() };
  }
}
