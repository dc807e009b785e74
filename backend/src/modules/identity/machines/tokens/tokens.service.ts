import { Injectable } from '@nestjs/common';
import { totalOf } from '../../../../common/paging/total.js';
import { ForbiddenError } from '../../../access/access.errors.js';
import { kindOf, type Permission } from '../../../access/permissions.js';
import type { Person } from '../../../access/principal.js';
import { isEmptyScope, isInScope, scopeOf } from '../../../access/project-scope.js';
import type { RequestContext } from '../../../access/request-context.js';
import { Projects } from '../../../projects/projects.js';
import type { CreateToken } from './dto/create-token.dto.js';
import type { TokenQuery } from './dto/token-query.dto.js';
import type { CreatedToken, TokenPage } from './dto/token.dto.js';
import { toTokenSummary } from './token-summary.js';
import { Tokens } from './tokens.js';
import { type TokenReach, TokensRepository } from './tokens.repository.js';

/** What people can do with tokens. A person can grant a token at most their own permissions. */
@Injectable()
export class TokensService {
  constructor(
    private readonly tokens: Tokens,
    private readonly rows: TokensRepository,
    private readonly projects: Projects,
  ) {}

  async list(person: Person, query: TokenQuery): Promise<TokenPage> {
    const reach = query.owner === 'me' ? { accountId: person.accountId, managed: [] } : reachOf(person);
    const [{ rows, nextCursor }, count] = await Promise.all([
      this.rows.list(reach, query),
      this.rows.count(reach, query),
    ]);
    const now = new Date();
    return { items: rows.map((row) => toTokenSummary(row, now)), nextCursor, total: totalOf(count) };
  }

  async create(
    context: RequestContext,
    person: Person,
    { name, permissions, project: slug, expiresAt: expiry }: CreateToken,
  ): Promise<CreatedToken> {
    const project =
      slug === null ? null : { slug, id: await this.projects.idOf(slug, scopeOf(person, 'project:read')) };
    for (const permission of ['token:write', ...permissions] as const) {
      if (!mayHandOn(person, permission, project?.id ?? null)) throw new ForbiddenError(permission);
    }
    const expiresAt = new Date(expiry);
    const order = { name, permissions, project, expiresAt, owner: person };
    const { id, token, ending, createdAt } = await this.tokens.create(context, order);
    const kept = { id, name, ending, permissions, project: slug, owner: person.email, createdAt, expiresAt };
    const never = { trustRule: null, subject: null, lastUsedAt: null, revokedAt: null };
    return { ...toTokenSummary({ ...kept, ...never }, createdAt), token };
  }

  async revoke(context: RequestContext, person: Person, id: number): Promise<void> {
    await this.tokens.revoke(context, id, reachOf(person));
  }
}

function reachOf(person: Person): TokenReach {
  return { accountId: person.accountId, managed: scopeOf(person, 'token:manage') };
}

/** For every project one must have it in every project, too. What is the same for all has no project. */
function mayHandOn(person: Person, permission: Permission, projectId: number | null): boolean {
  const scope = scopeOf(person, permission);
  if (projectId !== null) return isInScope(scope, projectId);
  return kindOf(permission) === 'any' ? !isEmptyScope(scope) : scope === 'all';
}
