import { readFileSync } from 'node:fs';
import { includesPermission, kindOf, PERMISSIONS, permissionsOf, ROLES, TOKEN_PERMISSIONS } from './permissions.js';

const DOCUMENT = readFileSync(new URL('../../../../docs/security.md', import.meta.url), 'utf8');

describe('the permissions', () => {
  it('are what docs/security.md says, role by role', () => {
    const [, table = ''] = /<!-- permissions:[^]*?-->([^]*?)<!-- \/permissions -->/.exec(DOCUMENT) ?? [];
    const rows = table
      .trim()
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));
    const yesOrNo = (holds: boolean): string => (holds ? 'yes' : 'no');
    expect(rows[0]?.slice(1, -2)).toEqual(['Permission', 'Held', ...ROLES, 'API token']);
    expect(rows.slice(2).map((cells) => cells.slice(1, -2))).toEqual(
      PERMISSIONS.map((permission) => [
        permission,
        kindOf(permission),
        ...ROLES.map((role) => yesOrNo(includesPermission(role, permission))),
        yesOrNo(TOKEN_PERMISSIONS.includes(permission)),
      ]),
    );
  });

  it.each([
    ['viewer', 'developer'],
    ['developer', 'security'],
    ['security', 'admin'],
  ] as const)('of a %s are all held by a %s', (lower, higher) => {
    expect(permissionsOf(higher)).toEqual(expect.arrayContaining(permissionsOf(lower)));
  });

  it('that could make more access are not for tokens', () => {
    const writing = TOKEN_PERMISSIONS.filter((permission) => !permission.endsWith(':read'));
    expect(writing).toEqual(['report:write', 'deployment:write']);
  });
});
