import type { Account } from '@/lib/api/types';
import { counted } from '@/lib/format/number';

/** "app, 2 passkeys", or nothing. */
export function factorsInWords({ totp, passkeys }: Account['factors']): string {
  return [...(totp ? ['app'] : []), ...(passkeys > 0 ? [counted(passkeys, 'passkey')] : [])].join(', ');
}

export function lacksFactor({ factors, isMfaRequired, state }: Account): boolean {
  return isMfaRequired && state === 'active' && !factors.totp && factors.passkeys === 0;
}
