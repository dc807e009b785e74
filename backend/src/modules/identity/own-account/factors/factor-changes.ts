import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { UnauthenticatedError } from '../../../access/access.errors.js';
import type { Person } from '../../../access/principal.js';
import type { RequestContext } from '../../../access/request-context.js';
import type { AuditNote } from '../../../audit/audit-event.js';
import { AuditLog, type Note, type Transaction } from '../../../audit/audit-log.js';
import { FactorAccountsRepository } from '../../credentials/factors/factor-accounts.repository.js';
import {
  EnrolmentOverError,
  FactorNotFoundError,
  LastFactorError,
  NoFactorError,
} from '../../credentials/factors/factors.errors.js';
import { Factors } from '../../credentials/factors/factors.js';
import { hashOfRecoveryCode, newRecoveryCodes } from '../../credentials/factors/recovery-code.js';
import { RecoveryCodesRepository } from '../../credentials/factors/recovery-codes.repository.js';
import { Accounts } from '../../people/accounts.js';
import { accountTarget } from '../../sign-in/session-notes.js';
import { Sessions } from '../../sign-in/sessions.js';
import type { FactorAdded } from './dto/factor-added.dto.js';

export type FactorKind = 'totp' | 'passkey';

/**
 * What every change of a person's own factors has in common: one at a time for an account, noted in the audit log, and
 * the end of the account's other sessions.
 */
@Injectable()
export class FactorChanges {
  constructor(
    private readonly audit: AuditLog,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly factors: Factors,
    private readonly rows: FactorAccountsRepository,
    private readonly recoveryCodes: RecoveryCodesRepository,
  ) {}

  /** Runs `work` while the account's factors are locked. */
  whileLocked<T>(
    context: RequestContext,
    person: Person,
    work: (transaction: Transaction, note: Note, hasFactor: boolean) => Promise<T>,
  ): Promise<T> {
    return this.audit.change(context, async (transaction, note) => {
      const isSignedIn = await this.rows.lock(transaction, person.accountId, person.sessionId);
      if (!isSignedIn) throw new UnauthenticatedError();
      const hasFactor = (await this.factors.countOf(transaction, person.accountId)) > 0;
      // A sign-in that was to set up the first factor has shown the password alone, so that it must not add another.
      if (person.stage === 'enrol' && hasFactor) throw new EnrolmentOverError();
      return work(transaction, note, hasFactor);
    });
  }

  /**
   * `add` answers with the name of the factor that it added. With the first one come recovery codes; a sign-in that waited
   * for it is complete.
   */
  async add(
    context: RequestContext,
    person: Person,
    kind: FactorKind,
    reply: FastifyReply,
    add: (transaction: Transaction) => Promise<string>,
  ): Promise<FactorAdded> {
    const { recoveryCodes, fresh } = await this.whileLocked(context, person, async (transaction, note, hasFactor) => {
      const name = await add(transaction);
      const codes = hasFactor ? null : await this.makeRecoveryCodes(transaction, person);
      await this.sessions.endOf(transaction, person.accountId, person.sessionId);
      await note({ action: 'factor.added', target: accountTarget(person), after: { kind, name } });
      if (codes !== null) await note(recoveryCodesMade(person));
      const isComplete = person.stage === 'full';
      return {
        recoveryCodes: codes,
        fresh: isComplete ? null : await this.sessions.prove(transaction, note, reply, person, kind),
      };
    });
    const session = fresh === null ? this.sessions.stateOf(person) : this.sessions.present(reply, fresh);
    return { recoveryCodes, session: await session };
  }

  /** `remove` answers with the name of the factor that it removed, or null where there is no such factor. */
  remove(
    context: RequestContext,
    person: Person,
    kind: FactorKind,
    remove: (transaction: Transaction) => Promise<string | null>,
  ): Promise<void> {
    const { accountId, sessionId, grants } = person;
    return this.whileLocked(context, person, async (transaction, note) => {
      const name = await remove(transaction);
      if (name === null) throw new FactorNotFoundError();
      if ((await this.factors.countOf(transaction, accountId)) === 0) {
        if (this.accounts.rolesRequireMfa(grants)) throw new LastFactorError();
        // They stand in for factors, of which there are none any more.
        await this.recoveryCodes.removeAll(transaction, accountId);
      }
      await this.sessions.endOf(transaction, accountId, sessionId);
      await note({ action: 'factor.removed', target: accountTarget(person), before: { kind, name } });
    });
  }

  /** Ten in place of those from before. */
  renewRecoveryCodes(context: RequestContext, person: Person): Promise<string[]> {
    return this.whileLocked(context, person, async (transaction, note, hasFactor) => {
      if (!hasFactor) throw new NoFactorError();
      const codes = await this.makeRecoveryCodes(transaction, person);
      await this.sessions.endOf(transaction, person.accountId, person.sessionId);
      await note(recoveryCodesMade(person));
      return codes;
    });
  }

  private async makeRecoveryCodes(transaction: Transaction, { accountId }: Person): Promise<string[]> {
    const codes = newRecoveryCodes();
    const hashes = codes.flatMap((code) => hashOfRecoveryCode(accountId, code) ?? []);
    await this.recoveryCodes.replace(transaction, accountId, hashes);
    return codes;
  }
}

function recoveryCodesMade(person: Person): AuditNote {
  return { action: 'recovery-codes.made', target: accountTarget(person) };
}
