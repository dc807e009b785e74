import { isRootUser } from './root-user.js';

describe('isRootUser', () => {
  it.each([
    '',
    ' ',
    'root',
    '0',
    '00',
    '000000000000',
    '+0',
    '-0',
    '+00',
    ' 0',
    '0 ',
    '\t0\n',
    'root:root',
    'root:x',
    '0:0',
    '0:1000',
    '-0:x',
    ':1000',
    ' root ',
  ])('holds %j for root', (user) => {
    expect(isRootUser(user)).toBe(true);
  });

  it.each(['1', '10', '1000', '65532:0', '1000:root', '1000:', '2147483647'])('holds %j for another user', (user) => {
    expect(isRootUser(user)).toBe(false);
  });

  it.each([
    'node',
    'nonroot',
    'rooted',
    'root2',
    'ROOT',
    'Root:0',
    'toor',
    '0x0',
    '0x3e8',
    '0o0',
    '0b0',
    '0.0',
    '0e0',
    '0_0',
    '+1000',
    '-1',
    '01000',
    '--0',
    ' 1000',
    '2147483648',
    '4294967296',
    '99999999999999999999',
    '１０００',
    '٠',
    'ｒｏｏｔ',
    'root\u200b',
    '\u202e0',
    '$USER',
    'constructor',
  ])('does not know whether %j is root', (user) => {
    expect(isRootUser(user)).toBeNull();
  });
});
