import { randomBytes } from 'node:crypto';
import type { Transaction } from '../../audit/audit-log.js';

/** Answers its id. */
export async function insertAccount(
  transaction: Transaction,
  account: { email: string; name: string; passwordHash?: string },
): Promise<number> {
  const { id } = await transaction.account.create({
    data: {
      ...account,
      passwordChangedAt: account.passwordHash === undefined ? null : new Date(),
      passkeyUserId: Uint8Array.from(randomBytes(32)),
    },
    select: { id: true },
  });
  return id;
}
