import { Injectable } from '@nestjs/common';
import type { Sql } from '../../database/database.js';
import type { Permission } from './permissions.js';
import type { Grant, Principal } from './principal.js';
import { type ProjectScope, scopeOf } from './project-scope.js';

/** Where a principal holds a permission at the time of the write, not at the time of the request. */
@Injectable()
export class HeldPermission {
  /**
   * Who takes a grant away, disables the account or revokes the token waits until the transaction ends, or was first: then the permission is
   * not held. Empty: nowhere.
   */
  async scopeIn(sql: Sql, principal: Principal, permission: Permission): Promise<ProjectScope> {
    const now = await this.holdPrincipal(sql, principal);
    return now === null ? [] : scopeOf(now, permission);
  }

  private async holdPrincipal(sql: Sql, principal: Principal): Promise<Principal | null> {
    if (principal.kind === 'person') {
      const grants = await this.holdGrants(sql, principal.accountId);
      return grants && { ...principal, grants };
    }
    const live = await sql.query(
      'SELECT FROM api_token WHERE id = $1 AND revoked_at IS NULL AND expires_at > now() FOR SHARE',
      [principal.tokenId],
    );
    if (live.length === 0) return null;
    if (principal.owner === null) return principal;
    const grants = await this.holdGrants(sql, principal.owner.accountId);
    return grants && { ...principal, owner: { ...principal.owner, grants } };
  }

  /** Null for an account that is disabled. */
  private async holdGrants(sql: Sql, accountId: number): Promise<Grant[] | null> {
    const enabled = await sql.query('SELECT FROM account WHERE id = $1 AND disabled_at IS NULL FOR SHARE', [accountId]);
    if (enabled.length === 0) return null;
    return sql.query<Grant & Record<string, unknown>>(
      'SELECT role, project_id AS "projectId" FROM role_grant WHERE account_id = $1 FOR SHARE',
      [accountId],
    );
  }
}
