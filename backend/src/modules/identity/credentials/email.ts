import { isEmail } from 'class-validator';

/** What two addresses are compared by. */
export function normaliseEmail(email: string): string {
  return email.normalize('NFKC').trim().toLowerCase();
}

/** Also one of a network of one's own, such as `ada@intranet`. */
export function isEmailAddress(text: string): boolean {
  return text.length <= LONGEST_EMAIL && isEmail(text, { require_tld: false });
}

export const LONGEST_EMAIL = 254;
