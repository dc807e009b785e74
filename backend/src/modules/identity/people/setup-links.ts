import { Injectable } from '@nestjs/common';
import type { AuditSource } from '../../audit/audit-event.js';
import { AuditLog } from '../../audit/audit-log.js';
import { type CreatedLink, OneTimeLinks } from '../credentials/links/one-time-links.js';
import { lockPeople } from '../sign-in/lock-people.js';
import { AlreadySetUpError } from './accounts.errors.js';
import { AccountsRepository } from './accounts.repository.js';
import { noteSetupLink } from './setup-link-note.js';

/** Links to create the first administrator. */
@Injectable()
export class SetupLinks {
  constructor(
    private readonly audit: AuditLog,
    private readonly rows: AccountsRepository,
    private readonly links: OneTimeLinks,
  ) {}

  /** Throws AlreadySetUpError where there is an account. Older links stay good: more than one person may be waiting. */
  create(source: AuditSource): Promise<CreatedLink> {
    return this.audit.change(source, async (transaction, note) => {
      await lockPeople(transaction);
      if (await this.rows.isAnybodyThereNow(transaction)) throw new AlreadySetUpError();
      const created = await this.links.create(transaction, { kind: 'setup', accountId: null });
      await note(noteSetupLink(created.expiresAt));
      return created;
    });
  }
}
