import { Secret, TOTP } from 'otpauth';

/** What every authenticator app can do: HMAC-SHA-1, six digits, thirty seconds (RFC 6238). */
const FORM = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** How many steps a device's clock may be ahead or behind. */
const SKEW = 1;
/** As RFC 4226 recommends: as long as the hash. */
const SECRET_BYTES = 20;

export function newTotpSecret(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(new Secret({ size: SECRET_BYTES }).bytes);
}

/** The time step that a code is of, counted in 30 s since 1970, or null for a code that is not good at this time. */
export function stepOf(code: string, secret: Uint8Array<ArrayBuffer>, at: Date): number | null {
  const timestamp = at.getTime();
  const token = code.replaceAll(/[\s-]/g, '');
  // The library compares bytes, of which other digits than these have more.
  if (!/^[0-9]{6}$/.test(token)) return null;
  const ahead = TOTP.validate({ ...FORM, token, secret: toSecret(secret), timestamp, window: SKEW });
  return ahead === null ? null : TOTP.counter({ period: FORM.period, timestamp }) + ahead;
}

/** What a person gives their authenticator app: as text, and as what a QR code says. */
export function provisioningOf(secret: Uint8Array<ArrayBuffer>, email: string): { secret: string; uri: string } {
  const totp = new TOTP({ ...FORM, issuer: 'Plimsoll', label: email, secret: toSecret(secret) });
  return { secret: totp.secret.base32, uri: totp.toString() };
}

function toSecret(bytes: Uint8Array<ArrayBuffer>): Secret {
  return new Secret({ buffer: Uint8Array.from(bytes).buffer });
}
