import { createHash, randomBytes } from 'node:crypto';

export const RECOVERY_CODES = 10;

/** Crockford's: without I, L, O and U, which are misread. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 24;
const GROUP = /.{4}(?=.)/g;

/** Ten codes of 120 random bits each, in groups of four: `7K3M-9Q2X-B4TD-V8NA-W6PF-3HJC`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
}

/** What is kept of a code, or null for what cannot be one. 120 bits cannot be guessed, so one round of SHA-256 hides it. */
export function hashOfRecoveryCode(accountId: number, text: string): Uint8Array<ArrayBuffer> | null {
  const code = normalise(text);
  if (code.length !== LENGTH || ![...code].every((digit) => DIGITS.includes(digit))) return null;
  return Uint8Array.from(createHash('sha256').update(`${accountId}:${code}`).digest());
}

/** 256 is a multiple of 32, so that every digit is as likely as any other. */
function newRecoveryCode(): string {
  const digits = [...randomBytes(LENGTH)].map((byte) => DIGITS.charAt(byte % DIGITS.length));
  return digits.join('').replaceAll(GROUP, '$&-');
}

/** As people type it: in small letters, with or without the groups, and with the letters that were left out. */
function normalise(text: string): string {
  return text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
}
