import { hashOfRecoveryCode, newRecoveryCodes } from './recovery-code.js';

const CODE = '7K3M-9Q2X-B4TD-V8NA-W6PF-30JC';

describe('newRecoveryCodes', () => {
  it('makes ten of 120 bits, in groups that can be read out', () => {
    const codes = newRecoveryCodes();
    expect(codes).toHaveLength(10);
    for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(new Set([...codes, ...newRecoveryCodes()]).size).toBe(20);
  });

  it('uses each digit as often as any other', () => {
    const counts = new Map<string, number>();
    for (let round = 0; round < 200; round += 1) {
      for (const digit of newRecoveryCodes().join('').replaceAll('-', '')) {
        counts.set(digit, (counts.get(digit) ?? 0) + 1);
      }
    }
    // 48 000 digits, 1500 of each expected: the standard deviation is 38.
    expect(counts.size).toBe(32);
    for (const count of counts.values()) expect(Math.abs(count - 1500)).toBeLessThan(8 * 38);
  });
});

describe('hashOfRecoveryCode', () => {
  const hash = hashOfRecoveryCode(7, CODE);

  it.each([
    ['small letters', CODE.toLowerCase()],
    ['no groups', CODE.replaceAll('-', '')],
    ['spaces', ` ${CODE.replaceAll('-', ' ')}\n`],
    ['an O for the 0', CODE.replace('0', 'o')],
  ])('knows a code that was typed with %s', (_, typed) => {
    expect(hashOfRecoveryCode(7, typed)).toEqual(hash);
  });

  it('takes I and L for 1, as they are not used', () => {
    expect(hashOfRecoveryCode(7, CODE.replace('7', 'l'))).toEqual(hashOfRecoveryCode(7, CODE.replace('7', '1')));
    expect(hashOfRecoveryCode(7, CODE.replace('7', 'I'))).toEqual(hashOfRecoveryCode(7, CODE.replace('7', '1')));
  });

  it('differs between accounts, so that a code that is read in the table of one says nothing of another', () => {
    expect(hashOfRecoveryCode(8, CODE)).not.toEqual(hash);
  });

  it.each(['', '123456', CODE.slice(1), `${CODE}0`, CODE.replace('7', 'U'), CODE.replace('7', '\0')])(
    'knows that %j is none',
    (text) => {
      expect(hashOfRecoveryCode(7, text)).toBeNull();
    },
  );
});
