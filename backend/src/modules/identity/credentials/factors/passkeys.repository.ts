import { Injectable } from '@nestjs/common';
import { Database } from '../../../../database/database.js';
import { PrismaService } from '../../../../database/prisma.service.js';
import type { Transaction } from '../../../audit/audit-log.js';

export interface StoredPasskey {
  readonly id: number;
  readonly accountId: number;
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly counter: number;
  /** What the passkey knows the person by. */
  readonly userHandle: Uint8Array<ArrayBuffer>;
}

export interface NewPasskey {
  readonly credentialId: Uint8Array<ArrayBuffer>;
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly counter: number;
  readonly transports: string[];
  readonly isBackedUp: boolean;
}

@Injectable()
export class PasskeysRepository {
  constructor(
    private readonly prisma: PrismaService,
    private readonly database: Database,
  ) {}

  async list(accountId: number): Promise<{ id: number; name: string; createdAt: Date; lastUsedAt: Date | null }[]> {
    const prisma = await this.prisma.open();
    return prisma.passkey.findMany({
      where: { accountId },
      select: { id: true, name: true, createdAt: true, lastUsedAt: true },
      orderBy: { id: 'asc' },
    });
  }

  async listCredentials(accountId: number): Promise<{ credentialId: Uint8Array<ArrayBuffer>; transports: string[] }[]> {
    const prisma = await this.prisma.open();
    return prisma.passkey.findMany({
      where: { accountId },
      select: { credentialId: true, transports: true },
      orderBy: { id: 'asc' },
    });
  }

  async findUserHandle(accountId: number): Promise<Uint8Array<ArrayBuffer>> {
    const prisma = await this.prisma.open();
    const { passkeyUserId } = await prisma.account.findUniqueOrThrow({
      where: { id: accountId },
      select: { passkeyUserId: true },
    });
    return passkeyUserId;
  }

  /** Null also for one of an account that is disabled. */
  async findByCredential(credentialId: Uint8Array<ArrayBuffer>): Promise<StoredPasskey | null> {
    const prisma = await this.prisma.open();
    const found = await prisma.passkey.findFirst({
      where: { credentialId, account: { disabledAt: null } },
      select: {
        id: true,
        accountId: true,
        publicKey: true,
        counter: true,
        account: { select: { passkeyUserId: true } },
      },
    });
    if (found === null) return null;
    const { account, counter, ...passkey } = found;
    return { ...passkey, counter: Number(counter), userHandle: account.passkeyUserId };
  }

  count(transaction: Transaction, accountId: number): Promise<number> {
    return transaction.passkey.count({ where: { accountId } });
  }

  /** False where the credential belongs to an account already. */
  async add(transaction: Transaction, accountId: number, name: string, passkey: NewPasskey): Promise<boolean> {
    const { count } = await transaction.passkey.createMany({
      data: [{ accountId, name, ...passkey }],
      skipDuplicates: true,
    });
    return count === 1;
  }

  /**
   * Notes a use, unless the counter did not move on: then another one has used a copy. Passkeys that do not count stay at 0.
   * In SQL, since asking and noting must be one statement: of two that bring the same answer only one may pass.
   */
  async noteUse(id: number, counter: number, isBackedUp: boolean): Promise<boolean> {
    const noted = await this.database.query(
      `UPDATE passkey SET counter = $2, is_backed_up = $3, last_used_at = now()
       WHERE id = $1 AND (counter < $2 OR (counter = 0 AND $2 = 0)) RETURNING id`,
      [id, counter, isBackedUp],
    );
    return noted.length === 1;
  }

  /** The name of the passkey that was removed, or null where the account has no such passkey. */
  async remove(transaction: Transaction, accountId: number, id: number): Promise<string | null> {
    const where = { id, accountId };
    const found = await transaction.passkey.findFirst({ where, select: { name: true } });
    if (found !== null) await transaction.passkey.deleteMany({ where });
    return found?.name ?? null;
  }

  async removeAll(transaction: Transaction, accountId: number): Promise<number> {
    const { count } = await transaction.passkey.deleteMany({ where: { accountId } });
    return count;
  }
}
