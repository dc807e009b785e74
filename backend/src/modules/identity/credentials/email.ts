import { isEmail } from 'class-validator';
import { isTextLine } from '../../../common/text/text-line.js';

/** What two addresses are compared by. */
export function normaliseEmail(email: string): string {
  return email.normalize('NFKC').trim().toLowerCase();
}

/** Also one of a network of one's own, such as `ada@intranet`. Without what is not seen: two addresses that differ look different. */
export function isEmailAddress(text: string): boolean {
  return isTextLine(text, LONGEST_EMAIL) && isEmail(text, { require_tld: false });
}

export const LONGEST_EMAIL = 254;
