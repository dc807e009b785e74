import { Injectable } from '@nestjs/common';
import { ForbiddenError } from '../../access/access.errors.js';
import type { Role } from '../../access/permissions.js';
import type { Principal } from '../../access/principal.js';
import { scopeOf } from '../../access/project-scope.js';
import { Projects } from '../../projects/projects.js';
import { EscalationError } from './accounts.errors.js';
import { mayGrant } from './may-grant.js';
import type { GrantOrder } from './role-grants.js';

/** Whether a person can grant a role. */
@Injectable()
export class GrantPermits {
  constructor(private readonly projects: Projects) {}

  /**
   * What is to be granted, once it is clear that this principal may: only where they may grant roles at all, and nothing
   * that they do not have there themselves. A project outside of that answers as one that does not exist.
   */
  async order(principal: Principal, role: Role, slug: string | null): Promise<GrantOrder> {
    const scope = scopeOf(principal, 'role:write');
    if (slug === null && scope !== 'all') throw new ForbiddenError('role:write');
    const project = slug === null ? null : { slug, id: await this.projects.idOf(slug, scope) };
    if (!mayGrant(principal, role, project?.id ?? null)) throw new EscalationError();
    return { role, project };
  }
}
