import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../audit/audit-log.js';

@Injectable()
export class RecoveryCodesRepository {
  /** Those from before are gone. */
  async replace(
    transaction: Transaction,
    accountId: number,
    codeHashes: readonly Uint8Array<ArrayBuffer>[],
  ): Promise<void> {
    await this.removeAll(transaction, accountId);
    await transaction.recoveryCode.createMany({ data: codeHashes.map((codeHash) => ({ accountId, codeHash })) });
  }

  /** Whether the code was there and not used. In SQL, since asking and noting must be one statement. */
  async use(transaction: Transaction, accountId: number, codeHash: Uint8Array<ArrayBuffer>): Promise<boolean> {
    const updated = await transaction.$executeRaw`
      UPDATE recovery_code SET used_at = now()
      WHERE account_id = ${accountId} AND code_hash = ${codeHash} AND used_at IS NULL`;
    return updated === 1;
  }

  async removeAll(transaction: Transaction, accountId: number): Promise<number> {
    const { count } = await transaction.recoveryCode.deleteMany({ where: { accountId } });
    return count;
  }
}
