import type { Sender } from '../../core/model/sender.js';
import type { Principal } from './principal.js';

/** Who sends a report, as it is kept with its scan. */
export function senderOf(principal: Principal): Sender {
  if (principal.kind === 'person') {
    const { accountId, email } = principal;
    const none = { owner: null, trustRule: null, claims: null };
    return { kind: 'person', id: String(accountId), name: email, via: 'session', ...none };
  }
  const { tokenId, name, owner, trustRule, claims } = principal;
  const via = trustRule === null ? 'token' : 'workload-identity';
  return { kind: 'token', id: String(tokenId), name, via, owner: owner?.email ?? null, trustRule, claims };
}
