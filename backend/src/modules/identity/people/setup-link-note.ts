import type { AuditNote } from '../../audit/audit-event.js';

/** What the audit log tells of a link for the first administrator. */
export function noteSetupLink(expiresAt: Date): AuditNote {
  return {
    action: 'setup.link-created',
    target: { kind: 'one-time-link', id: null, name: 'setup' },
    after: { linkExpiresAt: expiresAt },
  };
}
