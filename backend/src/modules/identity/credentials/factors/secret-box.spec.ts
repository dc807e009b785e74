import { randomBytes } from 'node:crypto';
import { assert, property, uint8Array } from 'fast-check';
import { SecretBox, SecretBoxError } from './secret-box.js';

const OWNER = { table: 'totp_factor', accountId: 7 };
const SECRET = Buffer.from('12345678901234567890');

describe('SecretBox', () => {
  const box = new SecretBox(randomBytes(32));

  it('opens what it has sealed', () => {
    assert(
      property(uint8Array({ maxLength: 64 }), (secret) => {
        expect(box.open(box.seal(secret, OWNER), OWNER)).toEqual(Uint8Array.from(secret));
      }),
    );
  });

  it('shows nothing of the secret, and never seals twice alike', () => {
    const [one, other] = [box.seal(SECRET, OWNER), box.seal(SECRET, OWNER)];
    expect(Buffer.from(one).includes(SECRET.subarray(0, 4))).toBe(false);
    expect(one).not.toEqual(other);
    // Version, nonce, as many bytes as the secret has, tag.
    expect(one).toHaveLength(1 + 12 + SECRET.length + 16);
    expect(one[0]).toBe(1);
  });

  it('does not open a box that was moved to another account or table', () => {
    const sealed = box.seal(SECRET, OWNER);
    expect(() => box.open(sealed, { ...OWNER, accountId: 8 })).toThrow(SecretBoxError);
    expect(() => box.open(sealed, { ...OWNER, table: 'passkey' })).toThrow(SecretBoxError);
  });

  it('does not open a box of another key', () => {
    const other = new SecretBox(randomBytes(32));
    expect(() => other.open(box.seal(SECRET, OWNER), OWNER)).toThrow(SecretBoxError);
  });

  it('does not open a box of which any bit was changed', () => {
    const sealed = box.seal(SECRET, OWNER);
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Uint8Array.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => box.open(changed, OWNER)).toThrow(SecretBoxError);
    }
  });

  it('does not open a box that was cut short', () => {
    const sealed = box.seal(SECRET, OWNER);
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => box.open(sealed.subarray(0, length), OWNER)).toThrow(SecretBoxError);
    }
  });
});
