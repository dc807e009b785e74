import { array, assert, constantFrom, option, property, record, integer } from 'fast-check';
import { kindOf, PERMISSIONS, ROLES, TOKEN_PERMISSIONS } from './permissions.js';
import type { Grant, Person, TokenHolder } from './principal.js';
import { isInScope, scopeCondition, scopeOf } from './project-scope.js';

function person(grants: readonly Grant[]): Person {
  return {
    kind: 'person',
    accountId: 1,
    email: 'ada@plimsoll.example',
    name: 'Ada',
    sessionId: 1,
    stage: 'full',
    steppedUpAt: null,
    expiresAt: new Date(),
    grants,
  };
}

function token(changes: Partial<TokenHolder>): TokenHolder {
  const nobody = { owner: null, trustRule: null, claims: null };
  return { kind: 'token', tokenId: 1, name: 'ci', projectId: null, permissions: new Set(), ...nobody, ...changes };
}

const anyGrants = array(record({ role: constantFrom(...ROLES), projectId: option(integer({ min: 1, max: 4 })) }), {
  maxLength: 5,
});

describe('scopeOf', () => {
  it('is every project for a role that is held everywhere', () => {
    expect(scopeOf(person([{ role: 'viewer', projectId: null }]), 'artifact:read')).toBe('all');
    expect(scopeOf(person([{ role: 'viewer', projectId: null }]), 'report:write')).toEqual([]);
  });

  it('is each project once in which some role has the permission', () => {
    const grants: Grant[] = [
      { role: 'developer', projectId: 1 },
      { role: 'viewer', projectId: 1 },
      { role: 'viewer', projectId: 2 },
    ];
    expect(scopeOf(person(grants), 'artifact:read')).toEqual([1, 2]);
    expect(scopeOf(person(grants), 'report:write')).toEqual([1]);
  });

  it('is nothing for what is global, where a role is held in a project alone', () => {
    expect(scopeOf(person([{ role: 'admin', projectId: 1 }]), 'account:read')).toEqual([]);
    expect(scopeOf(token({ projectId: 1, permissions: new Set(['audit:read']) }), 'audit:read')).toEqual([]);
  });

  it('is for a token what it was made for, and no more than its owner has', () => {
    const permissions = new Set(['report:write'] as const);
    expect(scopeOf(token({ permissions }), 'report:write')).toBe('all');
    expect(scopeOf(token({ permissions }), 'artifact:read')).toEqual([]);
    expect(scopeOf(token({ permissions, projectId: 3 }), 'report:write')).toEqual([3]);
    const owner = { accountId: 1, email: 'ada@example.org', grants: [{ role: 'developer', projectId: 1 } as const] };
    expect(scopeOf(token({ permissions, owner }), 'report:write')).toEqual([1]);
    expect(scopeOf(token({ permissions, owner, projectId: 3 }), 'report:write')).toEqual([]);
  });

  it('is never larger for a token than for its owner, nor than the token’s own project', () => {
    assert(
      property(
        anyGrants,
        constantFrom(...PERMISSIONS),
        option(integer({ min: 1, max: 4 })),
        (grants, permission, projectId) => {
          const holder = token({
            permissions: new Set(TOKEN_PERMISSIONS),
            owner: { accountId: 1, email: 'ada@example.org', grants },
            projectId,
          });
          const [ofToken, ofOwner] = [scopeOf(holder, permission), scopeOf(person(grants), permission)];
          const reached = [1, 2, 3, 4].filter((project) => isInScope(ofToken, project));
          expect(reached.filter((project) => !isInScope(ofOwner, project))).toEqual([]);
          expect(reached.filter((project) => projectId !== null && projectId !== project)).toEqual([]);
          expect(ofToken === 'all' && (ofOwner !== 'all' || projectId !== null)).toBe(false);
          expect(kindOf(permission) === 'global' && ofToken !== 'all' && ofToken.length > 0).toBe(false);
        },
      ),
    );
  });
});

describe('scopeCondition', () => {
  it('is not there for whoever may see everything, and lets nothing through for whoever may see nothing', () => {
    const parameters: unknown[] = [];
    const bind = (value: unknown): string => `$${parameters.push(value)}`;
    expect(scopeCondition('all', 'project_id', bind)).toBe('true');
    expect(scopeCondition([], 'project_id', bind)).toBe('project_id = ANY ($1::int[])');
    expect(scopeCondition([7, 9], 'project_id', bind)).toBe('project_id = ANY ($2::int[])');
    expect(parameters).toEqual([[], [7, 9]]);
  });
});
