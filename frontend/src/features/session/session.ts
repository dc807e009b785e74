import type { Permission, SessionState } from '@/lib/api/types';

/** Whether the person has a permission anywhere. It decides what is offered; the API decides what is allowed. */
export function may({ permissions }: SessionState, ...anyOf: readonly Permission[]): boolean {
  return anyOf.some((permission) => permissions.includes(permission));
}

/** Whether there is a second factor, which is then needed to confirm the identity. */
export function hasSecondFactor({ factors }: SessionState): boolean {
  return factors.totp || factors.passkeys > 0;
}
