import { newTotpSecret, provisioningOf, stepOf } from './totp-code.js';

const SECRET = Uint8Array.from(Buffer.from('12345678901234567890'));

/** RFC 6238, appendix B, SHA-1: seconds and code, of whose eight digits the last six are what six-digit apps show. */
const VECTORS: [number, string][] = [
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
];

const at = (seconds: number): Date => new Date(seconds * 1000);

describe('stepOf', () => {
  it.each(VECTORS)('knows the code that RFC 6238 gives for second %i', (seconds, code) => {
    expect(stepOf(code.slice(2), SECRET, at(seconds))).toBe(Math.floor(seconds / 30));
  });

  it.each(VECTORS)('takes the code of second %i one step early or late, and no further', (seconds, code) => {
    const step = Math.floor(seconds / 30);
    const atStep = (number: number): number | null => stepOf(code.slice(2), SECRET, at(number * 30));
    expect([step - 2, step - 1, step, step + 1, step + 2].map(atStep)).toEqual([null, step, step, step, null]);
    // To the very millisecond.
    expect(stepOf(code.slice(2), SECRET, new Date((step + 2) * 30_000 - 1))).toBe(step);
  });

  it('takes a code as apps show it, in two groups', () => {
    expect(stepOf('287 082', SECRET, at(59))).toBe(1);
    expect(stepOf('287-082', SECRET, at(59))).toBe(1);
  });

  it.each(['', '28708', '2870820', '94287082', '28708a', '２８７０８２', '28708２', '٢٨٧٠٨٢', '-87082', '2.7082'])(
    'refuses %j',
    (code) => {
      expect(stepOf(code, SECRET, at(59))).toBeNull();
    },
  );

  it('refuses the code of another secret', () => {
    expect(stepOf('287082', Uint8Array.from(Buffer.from('12345678901234567891')), at(59))).toBeNull();
  });
});

describe('newTotpSecret', () => {
  it('has 160 bits, and is never the same', () => {
    const secrets = Array.from({ length: 50 }, newTotpSecret);
    expect(secrets.every(({ length }) => length === 20)).toBe(true);
    expect(new Set(secrets.map((secret) => Buffer.from(secret).toString('hex'))).size).toBe(50);
  });
});

describe('provisioningOf', () => {
  it('tells an app everything that it needs', () => {
    const { secret, uri } = provisioningOf(SECRET, 'ada+lovelace@example.org');
    expect(secret).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
    const { protocol, host, pathname, searchParams } = new URL(uri);
    expect([protocol, host]).toEqual(['otpauth:', 'totp']);
    expect(decodeURIComponent(pathname)).toBe('/Plimsoll:ada+lovelace@example.org');
    expect(Object.fromEntries(searchParams)).toEqual({
      issuer: 'Plimsoll',
      secret,
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    });
  });
});
