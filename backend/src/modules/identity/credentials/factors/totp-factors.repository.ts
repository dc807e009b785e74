import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../../../database/prisma.service.js';
import type { Transaction } from '../../../audit/audit-log.js';

export interface StoredTotpFactor {
  readonly id: number;
  readonly name: string;
  /** A SecretBox. */
  readonly secret: Uint8Array<ArrayBuffer>;
}

const STORED = { id: true, name: true, secret: true } as const;

@Injectable()
export class TotpFactorsRepository {
  constructor(private readonly prisma: PrismaService) {}

  async listConfirmed(accountId: number): Promise<{ id: number; name: string; createdAt: Date }[]> {
    const prisma = await this.prisma.open();
    return prisma.totpFactor.findMany({
      where: { accountId, confirmedAt: { not: null } },
      select: { id: true, name: true, createdAt: true },
      orderBy: { id: 'asc' },
    });
  }

  findConfirmed(transaction: Transaction, accountId: number): Promise<StoredTotpFactor[]> {
    return transaction.totpFactor.findMany({ where: { accountId, confirmedAt: { not: null } }, select: STORED });
  }

  countConfirmed(transaction: Transaction, accountId: number): Promise<number> {
    return transaction.totpFactor.count({ where: { accountId, confirmedAt: { not: null } } });
  }

  /** An account has one that waits for its first code, at most: a new one takes the place of the last. */
  async replaceUnconfirmed(
    transaction: Transaction,
    accountId: number,
    name: string,
    secret: Uint8Array<ArrayBuffer>,
  ): Promise<{ id: number; createdAt: Date }> {
    await transaction.totpFactor.deleteMany({ where: { accountId, confirmedAt: null } });
    return transaction.totpFactor.create({ data: { accountId, name, secret }, select: { id: true, createdAt: true } });
  }

  findUnconfirmed(
    transaction: Transaction,
    accountId: number,
    id: number,
    createdAfter: Date,
  ): Promise<StoredTotpFactor | null> {
    return transaction.totpFactor.findFirst({
      where: { id, accountId, confirmedAt: null, createdAt: { gt: createdAfter } },
      select: STORED,
    });
  }

  async confirm(
    transaction: Transaction,
    id: number,
    { name, step, at }: { readonly name: string; readonly step: number; readonly at: Date },
  ): Promise<void> {
    await transaction.totpFactor.updateMany({ where: { id }, data: { name, confirmedAt: at, lastStep: step } });
  }

  /**
   * Whether this code is used here for the first time, and none after it was. In SQL, since asking and noting must be one
   * statement: of many that bring the same code at once the row lets one pass.
   */
  async useStep(transaction: Transaction, id: number, step: number): Promise<boolean> {
    const updated = await transaction.$executeRaw`
      UPDATE totp_factor SET last_step = ${step} WHERE id = ${id} AND last_step < ${step}`;
    return updated === 1;
  }

  /** The name of the factor that was removed, or null where the account has no such factor. */
  async remove(transaction: Transaction, accountId: number, id: number): Promise<string | null> {
    const where = { id, accountId, confirmedAt: { not: null } };
    const found = await transaction.totpFactor.findFirst({ where, select: { name: true } });
    if (found !== null) await transaction.totpFactor.deleteMany({ where });
    return found?.name ?? null;
  }

  async removeAll(transaction: Transaction, accountId: number): Promise<number> {
    const { count } = await transaction.totpFactor.deleteMany({ where: { accountId } });
    return count;
  }
}
