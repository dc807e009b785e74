import { type IdentityClaims, identityOf } from './sso-identity.js';

const BASE = { iss: 'https://id.example.org', sub: '42' };

function identity(idToken: IdentityClaims, userInfo: IdentityClaims = {}) {
  return identityOf({ idToken: { ...BASE, ...idToken }, userInfo }, 'groups');
}

describe('identityOf', () => {
  it('takes an e-mail address only where the provider has verified it', () => {
    expect(identity({ email: 'Ada@Example.org', email_verified: true }).email).toBe('ada@example.org');
    for (const isVerified of [false, 'true', 'false', 1, undefined, null]) {
      expect(identity({ email: 'ada@example.org', email_verified: isVerified }).email).toBeNull();
    }
    expect(identity({ email: 'not an address', email_verified: true }).email).toBeNull();
    expect(identity({ email: ['ada@example.org'], email_verified: true }).email).toBeNull();
  });

  it('lets the ID token go before the userinfo', () => {
    const userInfo = { name: 'Eve', groups: ['admins'], email: 'ada@example.org', email_verified: true };
    expect(identity({ name: 'Ada', groups: ['developers'] }, userInfo)).toMatchObject({
      name: 'Ada',
      groups: ['developers'],
      email: 'ada@example.org',
    });
  });

  it('believes nobody but the ID token on how the person signed in', () => {
    expect(identity({}, { amr: ['mfa'], auth_time: 1 })).toMatchObject({
      hasSecondFactor: false,
      authenticatedAt: null,
    });
    expect(identity({ auth_time: 1_700_000_000 }).authenticatedAt).toEqual(new Date('2023-11-14T22:13:20Z'));
  });

  it.each([
    [['pwd', 'mfa'], true],
    [['pwd', 'otp'], true],
    [['hwk'], true],
    [['swk'], true],
    ['mfa', true],
    [['pwd'], false],
    [['pwd', 'sms'], false],
    [[], false],
    [undefined, false],
    [[['mfa']], false],
    [{ mfa: true }, false],
  ])('amr %j: second factor %s', (amr, expected) => {
    expect(identity({ amr }).hasSecondFactor).toBe(expected);
  });

  it('takes one group for a list of one, and what is no text for nothing', () => {
    expect(identity({ groups: 'admins' }).groups).toEqual(['admins']);
    expect(identity({ groups: ['a', 1, null, ['b'], 'c'] }).groups).toEqual(['a', 'c']);
    expect(identity({}).groups).toEqual([]);
  });

  it('does not take groups that are left out for none', () => {
    expect(() => identity({ _claim_names: { groups: 'src1' } })).toThrow('too many');
  });

  it('takes no name that cannot be read on a line', () => {
    expect(identity({ name: 'A\u202eda', preferred_username: 'ada' }).name).toBe('ada');
    expect(identity({ name: ' Ada ' }).name).toBe('Ada');
    expect(identity({ name: '  ' }).name).toBeNull();
  });
});
