import type { Permission, SessionState } from '@/lib/api/types';

/** Whether somebody holds a permission anywhere at all. It decides what is offered; the API decides what is done. */
export function may({ permissions }: SessionState, ...anyOf: readonly Permission[]): boolean {
  return anyOf.some((permission) => permissions.includes(permission));
}

/** Whether there is a second factor, which then is what proves who somebody is. */
export function hasSecondFactor({ factors }: SessionState): boolean {
  return factors.totp || factors.passkeys > 0;
}
