import * as fc from 'fast-check';
import { PERMISSIONS, type Role, ROLES } from '../../access/permissions.js';
import type { Grant, Person } from '../../access/principal.js';
import { isInScope, scopeOfGrants } from '../../access/project-scope.js';
import { mayGrant } from './may-grant.js';

function withGrants(grants: readonly Grant[]): Person {
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

const role = fc.constantFrom(...ROLES);
const project = fc.constantFrom(null, 1, 2);
const grants = fc.array(fc.record({ role, projectId: project }), { maxLength: 4 });

describe('mayGrant', () => {
  it('lets an administrator everywhere give every role, everywhere and in a project', () => {
    const admin = withGrants([{ role: 'admin', projectId: null }]);
    for (const each of ROLES) for (const projectId of [null, 7]) expect(mayGrant(admin, each, projectId)).toBe(true);
  });

  it('lets an administrator of a project give every role there and none elsewhere', () => {
    const admin = withGrants([{ role: 'admin', projectId: 7 }]);
    for (const each of ROLES) {
      expect(mayGrant(admin, each, 7)).toBe(true);
      expect(mayGrant(admin, each, 8)).toBe(false);
      expect(mayGrant(admin, each, null)).toBe(false);
    }
  });

  it.each<[Role, Role]>([
    ['viewer', 'developer'],
    ['developer', 'security'],
    ['security', 'admin'],
  ])('does not let a %s make somebody a %s', (own, other) => {
    expect(mayGrant(withGrants([{ role: own, projectId: null }]), other, null)).toBe(false);
  });

  it('never lets two together do what one of them could not allow', () => {
    fc.assert(
      fc.property(grants, role, project, (own, given, projectId) => {
        fc.pre(mayGrant(withGrants(own), given, projectId));
        const after = [...own, { role: given, projectId }];
        for (const permission of PERMISSIONS) {
          const [held, gained] = [scopeOfGrants(own, permission), scopeOfGrants(after, permission)];
          expect(gained === 'all').toBe(held === 'all');
          for (const place of [1, 2]) expect(isInScope(gained, place)).toBe(isInScope(held, place));
        }
      }),
    );
  });
});
