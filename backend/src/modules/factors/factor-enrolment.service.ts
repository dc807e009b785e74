import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { UnauthenticatedError } from '../../common/access/access.errors.js';
import type { Person } from '../../common/access/principal.js';
import type { RequestContext } from '../../common/access/request-context.js';
import { Accounts } from '../accounts/accounts.js';
import type { AuditNote } from '../audit/audit-event.js';
import { AuditLog, type Note, type Transaction } from '../audit/audit-log.js';
import { Sessions } from '../sessions/sessions.js';
import type { FactorAdded } from './dto/factor-added.dto.js';
import type { FactorList } from './dto/factor-list.dto.js';
import type { PasskeyCreationOptions } from './dto/passkey-options.dto.js';
import type { RecoveryCodes } from './dto/recovery-codes.dto.js';
import type { NewTotp } from './dto/totp-enrolment.dto.js';
import { Factors } from './factors.js';
import {
  EnrolmentOverError,
  FactorNotFoundError,
  LastFactorError,
  NoFactorError,
  PasskeyTakenError,
  TooManyFactorsError,
  WrongCodeError,
} from './factors.errors.js';
import { PasskeyRegistration } from './passkey-registration.js';
import { PasskeysRepository } from './passkeys.repository.js';
import { hashOfRecoveryCode, newRecoveryCodes } from './recovery-code.js';
import { RecoveryCodesRepository } from './recovery-codes.repository.js';
import { TotpFactorsRepository } from './totp-factors.repository.js';
import { TotpSecrets } from './totp-secrets.js';

const MAX_TOTP = 5;
const MAX_PASSKEYS = 20;
/** So long may an authenticator app wait for its first code. */
const CONFIRM_WITHIN_MS = 10 * 60_000;

type FactorKind = 'totp' | 'passkey';

/** What people do with their own factors: one change at a time for an account, each one the end of its other sessions. */
@Injectable()
export class FactorEnrolmentService {
  constructor(
    private readonly audit: AuditLog,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly factors: Factors,
    private readonly totp: TotpFactorsRepository,
    private readonly secrets: TotpSecrets,
    private readonly passkeys: PasskeysRepository,
    private readonly registration: PasskeyRegistration,
    private readonly recoveryCodes: RecoveryCodesRepository,
  ) {}

  async list({ accountId }: Person): Promise<FactorList> {
    const [totp, passkeys, { recoveryCodesLeft }] = await Promise.all([
      this.totp.listConfirmed(accountId),
      this.passkeys.list(accountId),
      this.factors.summaryOf(accountId),
    ]);
    return {
      totp: totp.map(({ id, name, createdAt }) => ({ id: String(id), name, createdAt: createdAt.toISOString() })),
      passkeys: passkeys.map(({ id, name, createdAt, lastUsedAt }) => ({
        id: String(id),
        name,
        createdAt: createdAt.toISOString(),
        lastUsedAt: lastUsedAt?.toISOString() ?? null,
      })),
      recoveryCodesLeft,
    };
  }

  async startTotp(context: RequestContext, person: Person, name: string): Promise<NewTotp> {
    const { accountId, email } = person;
    const { sealed, secret, uri } = this.secrets.create(accountId, email);
    const { id, createdAt } = await this.change(context, person, async (transaction) => {
      await this.requireEnrolment(transaction, person);
      if ((await this.totp.countConfirmed(transaction, accountId)) >= MAX_TOTP) {
        throw new TooManyFactorsError(MAX_TOTP, 'authenticator apps');
      }
      return this.totp.replaceUnconfirmed(transaction, accountId, name, sealed);
    });
    return { id: String(id), secret, uri, expiresAt: new Date(createdAt.getTime() + CONFIRM_WITHIN_MS).toISOString() };
  }

  confirmTotp(
    context: RequestContext,
    person: Person,
    id: number,
    code: string,
    reply: FastifyReply,
  ): Promise<FactorAdded> {
    const { accountId } = person;
    return this.add(context, person, 'totp', reply, async (transaction) => {
      const now = new Date();
      const since = new Date(now.getTime() - CONFIRM_WITHIN_MS);
      const factor = await this.totp.findUnconfirmed(transaction, accountId, id, since);
      if (factor === null) throw new FactorNotFoundError();
      const step = this.secrets.stepOf(code, accountId, factor.secret, now);
      if (step === null) throw new WrongCodeError();
      await this.totp.confirm(transaction, id, step);
      return factor.name;
    });
  }

  passkeyOptions(person: Person, origin: string | undefined): Promise<PasskeyCreationOptions> {
    return this.registration.options(person, origin);
  }

  async addPasskey(
    context: RequestContext,
    person: Person,
    name: string,
    response: unknown,
    reply: FastifyReply,
  ): Promise<FactorAdded> {
    const { accountId } = person;
    const passkey = await this.registration.verify(response, person);
    return this.add(context, person, 'passkey', reply, async (transaction) => {
      if ((await this.passkeys.count(transaction, accountId)) >= MAX_PASSKEYS) {
        throw new TooManyFactorsError(MAX_PASSKEYS, 'passkeys');
      }
      if (!(await this.passkeys.add(transaction, accountId, name, passkey))) throw new PasskeyTakenError();
      return name;
    });
  }

  removeTotp(context: RequestContext, person: Person, id: number): Promise<void> {
    return this.remove(context, person, 'totp', (transaction) => this.totp.remove(transaction, person.accountId, id));
  }

  removePasskey(context: RequestContext, person: Person, id: number): Promise<void> {
    return this.remove(context, person, 'passkey', (transaction) =>
      this.passkeys.remove(transaction, person.accountId, id),
    );
  }

  renewRecoveryCodes(context: RequestContext, person: Person): Promise<RecoveryCodes> {
    return this.change(context, person, async (transaction, note) => {
      if ((await this.factors.countOf(transaction, person.accountId)) === 0) throw new NoFactorError();
      const recoveryCodes = await this.makeRecoveryCodes(transaction, person);
      await this.sessions.endOf(transaction, person.accountId, person.sessionId);
      await note(recoveryCodesMade(person));
      return { recoveryCodes };
    });
  }

  /** `add` answers with the factor's name. */
  private async add(
    context: RequestContext,
    person: Person,
    kind: FactorKind,
    reply: FastifyReply,
    add: (transaction: Transaction) => Promise<string>,
  ): Promise<FactorAdded> {
    const recoveryCodes = await this.change(context, person, async (transaction, note) => {
      const isFirst = await this.requireEnrolment(transaction, person);
      const name = await add(transaction);
      const codes = isFirst ? await this.makeRecoveryCodes(transaction, person) : null;
      await this.sessions.endOf(transaction, person.accountId, person.sessionId);
      await note({ action: 'factor.added', target: targetOf(person), after: { kind, name } });
      if (codes !== null) await note(recoveryCodesMade(person));
      return codes;
    });
    const session =
      person.stage === 'full'
        ? await this.sessions.stateOf(person)
        : await this.sessions.advance(reply, context, person, kind);
    return { recoveryCodes, session };
  }

  /** `remove` answers with the factor's name, or null where there is no such factor. */
  private remove(
    context: RequestContext,
    person: Person,
    kind: FactorKind,
    remove: (transaction: Transaction) => Promise<string | null>,
  ): Promise<void> {
    const { accountId, sessionId, grants } = person;
    return this.change(context, person, async (transaction, note) => {
      const name = await remove(transaction);
      if (name === null) throw new FactorNotFoundError();
      if ((await this.factors.countOf(transaction, accountId)) === 0) {
        if (this.accounts.rolesRequireMfa(grants)) throw new LastFactorError();
        // They stand in for factors, of which there are none any more.
        await this.recoveryCodes.removeAll(transaction, accountId);
      }
      await this.sessions.endOf(transaction, accountId, sessionId);
      await note({ action: 'factor.removed', target: targetOf(person), before: { kind, name } });
    });
  }

  /** One change at a time: whoever changes an account's factors holds its row. */
  private change<T>(
    context: RequestContext,
    person: Person,
    work: (transaction: Transaction, note: Note) => Promise<T>,
  ): Promise<T> {
    return this.audit.change(context, async (transaction, note) => {
      await transaction.$queryRaw`SELECT FROM account WHERE id = ${person.accountId} FOR NO KEY UPDATE`;
      // While this one waited, the change before it may have ended this session.
      const session = await transaction.session.findUnique({ where: { id: person.sessionId }, select: { id: true } });
      if (session === null) throw new UnauthenticatedError();
      return work(transaction, note);
    });
  }

  /**
   * Whether the account has no factor yet. A sign-in that was to set up the first one knows the password alone, so that it
   * must not add another.
   */
  private async requireEnrolment(transaction: Transaction, { accountId, stage }: Person): Promise<boolean> {
    const isFirst = (await this.factors.countOf(transaction, accountId)) === 0;
    if (stage === 'enrol' && !isFirst) throw new EnrolmentOverError();
    return isFirst;
  }

  private async makeRecoveryCodes(transaction: Transaction, { accountId }: Person): Promise<string[]> {
    const codes = newRecoveryCodes();
    const hashes = codes.flatMap((code) => hashOfRecoveryCode(accountId, code) ?? []);
    await this.recoveryCodes.replace(transaction, accountId, hashes);
    return codes;
  }
}

function recoveryCodesMade(person: Person): AuditNote {
  return { action: 'recovery-codes.made', target: targetOf(person) };
}

function targetOf({ accountId, email }: Person): AuditNote['target'] {
  return { kind: 'account', id: String(accountId), name: email };
}
