import { Injectable } from '@nestjs/common';
import { totalOf } from '../../../common/paging/total.js';
import { rowIdOf } from '../../../common/pipes/id.pipe.js';
import type { Principal } from '../../access/principal.js';
import { isInScope, type ProjectScope, scopeOf } from '../../access/project-scope.js';
import type { RequestContext } from '../../access/request-context.js';
import { AccountNotFoundError } from './accounts.errors.js';
import { Accounts } from './accounts.js';
import type { StoredAccount } from './accounts.repository.js';
import type { NewRoleGrant, RoleGrant, RoleGrantPage, RoleGrantQuery } from './dto/role-grant.dto.js';
import { GrantPermits } from './grant-permits.js';
import { RoleGrants } from './role-grants.js';
import { type RoleGrantRow, RoleGrantsRepository } from './role-grants.repository.js';

/** Roles, as those give and take them who may. */
@Injectable()
export class RoleGrantAdministration {
  constructor(
    private readonly accounts: Accounts,
    private readonly grants: RoleGrants,
    private readonly rows: RoleGrantsRepository,
    private readonly permits: GrantPermits,
  ) {}

  async list(scope: ProjectScope, { accountId, project, cursor, limit }: RoleGrantQuery): Promise<RoleGrantPage> {
    const filter = {
      accountId: accountId === undefined ? null : rowIdOf(accountId, 'accountId'),
      project: project ?? null,
      cursor,
      limit,
    };
    const [{ rows, nextCursor }, count] = await Promise.all([
      this.rows.list(scope, filter),
      this.rows.count(scope, filter),
    ]);
    return { items: rows.map(toRoleGrant), nextCursor, total: totalOf(count) };
  }

  async grant(
    context: RequestContext,
    principal: Principal,
    { accountId, email, role, project }: NewRoleGrant,
  ): Promise<RoleGrant> {
    const order = await this.permits.order(principal, role, project);
    const account =
      email === undefined
        ? await this.findSeen(principal, rowIdOf(accountId ?? '', 'accountId'))
        : await this.accounts.findByEmail(email);
    if (account === null) throw new AccountNotFoundError();
    const { id, createdAt } = await this.grants.grant(context, account.id, order);
    return {
      id: String(id),
      account: { id: String(account.id), email: account.email, name: account.name },
      role,
      project,
      source: 'local',
      createdAt: createdAt.toISOString(),
    };
  }

  async remove(context: RequestContext, scope: ProjectScope, id: number): Promise<void> {
    await this.grants.remove(context, id, scope);
  }

  /**
   * A person who cannot list all accounts must not find accounts by trying numbers: only those with a role in a project
   * of theirs.
   */
  private async findSeen(principal: Principal, id: number): Promise<StoredAccount | null> {
    const scope = scopeOf(principal, 'role:read');
    const account = await this.accounts.find(id);
    const isSeen =
      scope === 'all' || account?.grants.some(({ projectId }) => projectId !== null && isInScope(scope, projectId));
    return isSeen === true ? account : null;
  }
}

function toRoleGrant({ id, accountId, email, name, role, project, source, createdAt }: RoleGrantRow): RoleGrant {
  return {
    id: String(id),
    account: { id: String(accountId), email, name },
    role,
    project,
    source,
    createdAt: createdAt.toISOString(),
  };
}
