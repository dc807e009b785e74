import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Person } from '../../../access/principal.js';
import type { RequestContext } from '../../../access/request-context.js';
import type { PasskeyCreationOptions } from '../../credentials/factors/dto/passkey-options.dto.js';
import type { NewPasskeyBody } from '../../credentials/factors/dto/passkey-response.dto.js';
import {
  FactorNotFoundError,
  PasskeyTakenError,
  TooManyFactorsError,
  WrongCodeError,
} from '../../credentials/factors/factors.errors.js';
import { Factors } from '../../credentials/factors/factors.js';
import { PasskeyRegistration } from '../../credentials/factors/passkey-registration.js';
import { PasskeysRepository } from '../../credentials/factors/passkeys.repository.js';
import { TotpFactorsRepository } from '../../credentials/factors/totp-factors.repository.js';
import { TotpSecrets } from '../../credentials/factors/totp-secrets.js';
import type { FactorAdded } from './dto/factor-added.dto.js';
import type { FactorList } from './dto/factor-list.dto.js';
import type { RecoveryCodes } from './dto/recovery-codes.dto.js';
import type { NewTotp, TotpConfirmation } from './dto/totp-enrolment.dto.js';
import { FactorChanges } from './factor-changes.js';

const MAX_TOTP = 5;
const MAX_PASSKEYS = 20;
/** So long may an authenticator app wait for its first code. */
const CONFIRM_WITHIN_MS = 10 * 60_000;
const UNNAMED_TOTP = 'Authenticator app';

/** What people do with their own factors. */
@Injectable()
export class FactorEnrolmentService {
  constructor(
    private readonly changes: FactorChanges,
    private readonly factors: Factors,
    private readonly totp: TotpFactorsRepository,
    private readonly secrets: TotpSecrets,
    private readonly passkeys: PasskeysRepository,
    private readonly registration: PasskeyRegistration,
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

  /** Nothing that counts has changed until a code confirms it, so that the audit log has nothing to say yet. */
  async startTotp(context: RequestContext, person: Person, name = UNNAMED_TOTP): Promise<NewTotp> {
    const { accountId, email } = person;
    const { sealed, secret, uri } = this.secrets.create(accountId, email);
    const { id, createdAt } = await this.changes.whileLocked(context, person, async (transaction) => {
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
    { code, name }: TotpConfirmation,
    reply: FastifyReply,
  ): Promise<FactorAdded> {
    const { accountId } = person;
    return this.changes.add(context, person, 'totp', reply, async (transaction) => {
      const now = new Date();
      const startedAfter = new Date(now.getTime() - CONFIRM_WITHIN_MS);
      const factor = await this.totp.findUnconfirmed(transaction, accountId, id, startedAfter);
      if (factor === null) throw new FactorNotFoundError();
      const step = this.secrets.stepOf(code, accountId, factor.secret, now);
      if (step === null) throw new WrongCodeError();
      const confirmed = { name: name ?? factor.name, step, at: now };
      await this.totp.confirm(transaction, id, confirmed);
      return confirmed.name;
    });
  }

  passkeyOptions(person: Person, origin: string | undefined): Promise<PasskeyCreationOptions> {
    return this.registration.options(person, origin);
  }

  async addPasskey(
    context: RequestContext,
    person: Person,
    { name, response }: NewPasskeyBody,
    reply: FastifyReply,
  ): Promise<FactorAdded> {
    const { accountId } = person;
    const passkey = await this.registration.verify(response, person);
    return this.changes.add(context, person, 'passkey', reply, async (transaction) => {
      if ((await this.passkeys.count(transaction, accountId)) >= MAX_PASSKEYS) {
        throw new TooManyFactorsError(MAX_PASSKEYS, 'passkeys');
      }
      if (!(await this.passkeys.add(transaction, accountId, name, passkey))) throw new PasskeyTakenError();
      return name;
    });
  }

  removeTotp(context: RequestContext, person: Person, id: number): Promise<void> {
    return this.changes.remove(context, person, 'totp', (transaction) =>
      this.totp.remove(transaction, person.accountId, id),
    );
  }

  removePasskey(context: RequestContext, person: Person, id: number): Promise<void> {
    return this.changes.remove(context, person, 'passkey', (transaction) =>
      this.passkeys.remove(transaction, person.accountId, id),
    );
  }

  async renewRecoveryCodes(context: RequestContext, person: Person): Promise<RecoveryCodes> {
    return { recoveryCodes: await this.changes.renewRecoveryCodes(context, person) };
  }
}
