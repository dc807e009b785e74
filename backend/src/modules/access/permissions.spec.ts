import { permissionsOf, TOKEN_PERMISSIONS } from './permissions.js';

describe('the permissions', () => {
  it.each([
    ['viewer', 'developer'],
    ['developer', 'security'],
    ['security', 'admin'],
  ] as const)('of a %s are all held by a %s', (lower, higher) => {
    expect(permissionsOf(higher)).toEqual(expect.arrayContaining(permissionsOf(lower)));
  });

  it('that could make more access are not for tokens', () => {
    const writing = TOKEN_PERMISSIONS.filter((permission) => !permission.endsWith(':read'));
    // What a token's document says counts where the policy honours the token. An approval by a token is its owner's, and a token of nobody gives none. Who recalls makes answers worse, and who undoes it has them as they were.
    const risks = ['waiver:request', 'waiver:approve', 'waiver:apply', 'vex:write'];
    // A project that is created is empty, and gives its creator no role. What is exported can be read as it is.
    const evidence = ['evidence:recall', 'evidence:export'];
    expect(writing).toEqual(['project:create', 'report:write', 'deployment:write', ...evidence, ...risks]);
  });
});
