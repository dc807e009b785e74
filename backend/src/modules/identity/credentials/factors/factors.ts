import { Inject, Injectable } from '@nestjs/common';
import { LOG, type Log } from '../../../../common/logging/log.js';
import type { Transaction } from '../../../audit/audit-log.js';
import { FactorAccountsRepository, type FactorSummary } from './factor-accounts.repository.js';
import { PasskeysRepository } from './passkeys.repository.js';
import { hashOfRecoveryCode } from './recovery-code.js';
import { RecoveryCodesRepository } from './recovery-codes.repository.js';
import { SecretBoxError } from './secret-box.js';
import { TotpFactorsRepository } from './totp-factors.repository.js';
import { TotpSecrets } from './totp-secrets.js';

/** What people prove with that they have something, besides knowing a password. Passkeys: PasskeyCeremony. */
@Injectable()
export class Factors {
  constructor(
    private readonly accounts: FactorAccountsRepository,
    private readonly totp: TotpFactorsRepository,
    private readonly secrets: TotpSecrets,
    private readonly passkeys: PasskeysRepository,
    private readonly recoveryCodes: RecoveryCodesRepository,
    @Inject(LOG) private readonly log: Log,
  ) {}

  summaryOf(accountId: number): Promise<FactorSummary> {
    return this.accounts.summaryOf(accountId);
  }

  /** Whether one of the account's authenticator apps shows this code now. Each code is good once. */
  async verifyTotp(transaction: Transaction, accountId: number, code: string): Promise<boolean> {
    const now = new Date();
    for (const factor of await this.totp.findConfirmed(transaction, accountId)) {
      const step = this.stepOf(code, accountId, factor.secret, now);
      if (step !== null && (await this.totp.useStep(transaction, factor.id, step))) return true;
    }
    return false;
  }

  /** No code is valid for a secret that cannot be decrypted; the account's other apps still work. */
  private stepOf(code: string, accountId: number, sealed: Uint8Array, at: Date): number | null {
    try {
      return this.secrets.stepOf(code, accountId, sealed, at);
    } catch (error) {
      if (!(error instanceof SecretBoxError)) throw error;
      this.log.error({ err: error }, 'an authenticator app counts for nothing');
      return null;
    }
  }

  /** Uses a recovery code up. The caller notes it in the audit log: `recovery-code.used`. */
  async useRecoveryCode(transaction: Transaction, accountId: number, code: string): Promise<boolean> {
    const hash = hashOfRecoveryCode(accountId, code);
    return hash !== null && (await this.recoveryCodes.use(transaction, accountId, hash));
  }

  /** Authenticator apps and passkeys; recovery codes only stand in for them. */
  async countOf(transaction: Transaction, accountId: number): Promise<number> {
    const totp = await this.totp.countConfirmed(transaction, accountId);
    return totp + (await this.passkeys.count(transaction, accountId));
  }

  /** For an administrator who helps a person who has lost theirs. Returns how many there were. */
  async removeAll(
    transaction: Transaction,
    accountId: number,
  ): Promise<{ totp: number; passkeys: number; recoveryCodes: number }> {
    return {
      totp: await this.totp.removeAll(transaction, accountId),
      passkeys: await this.passkeys.removeAll(transaction, accountId),
      recoveryCodes: await this.recoveryCodes.removeAll(transaction, accountId),
    };
  }
}
