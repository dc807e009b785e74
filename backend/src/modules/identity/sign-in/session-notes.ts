import type { Person } from '../../access/principal.js';
import type { AuditNote } from '../../audit/audit-event.js';

export function accountTarget({ accountId, email }: Pick<Person, 'accountId' | 'email'>): AuditNote['target'] {
  return { kind: 'account', id: String(accountId), name: email };
}

/** Names whose session it was and why it ended. */
export function ended(person: Person, sessionId: number, because: string): AuditNote {
  return {
    action: 'session.ended',
    target: accountTarget(person),
    before: { session: String(sessionId) },
    after: { because },
  };
}
