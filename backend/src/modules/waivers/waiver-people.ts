import type { Principal } from '../access/principal.js';
import { auditActor, type AuditSource } from '../audit/audit-event.js';
import type { Requester } from './waivers.repository.js';

/** The person who is responsible for the principal: for a token its owner; null for a token without an owner. */
export function accountOf(principal: Principal): number | null {
  return principal.kind === 'person' ? principal.accountId : (principal.owner?.accountId ?? null);
}

export function emailOf(principal: Principal): string | null {
  return principal.kind === 'person' ? principal.email : (principal.owner?.email ?? null);
}

export function requesterOf(source: AuditSource, principal: Principal): Requester {
  return { actor: auditActor(source), accountId: accountOf(principal) };
}
