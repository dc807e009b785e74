import { isRootUser } from './root-user.js';

describe('isRootUser', () => {
  it.each(['', ' ', 'root', '0', '00', '+0', '-0', 'root:root', '0:0', '0:1000', ':1000', ' root '])(
    'holds %j for root',
    (user) => {
      expect(isRootUser(user)).toBe(true);
    },
  );

  it.each(['1000', '10', 'node', 'rooted', 'nonroot', 'root2', '65532:0', '1000:root', 'ROOT', '0x0'])(
    'holds %j for another user',
    (user) => {
      expect(isRootUser(user)).toBe(false);
    },
  );
});
