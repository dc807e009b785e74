import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Database } from '../../../database/database.js';
import { hashOfSecret, randomSecret } from '../../access/secret-hash.js';
import type { Transaction } from '../../audit/audit-log.js';
import { DEVICE_LIFETIME_MS, DeviceCookie } from './device-cookie.js';

/** Browsers remembered for one person; of more, those are forgotten that were not used for the longest time. */
const DEVICES_KEPT = 20;

/** Browsers in which a person has signed in before: they can still sign in while others guess the password. */
@Injectable()
export class Devices {
  constructor(
    private readonly database: Database,
    private readonly cookie: DeviceCookie,
  ) {}

  /** device.id, if this browser is known for this account. Takes as long for an account that does not exist (null). */
  async recognise(request: FastifyRequest, accountId: number | null): Promise<number | null> {
    const secret = this.cookie.read(request);
    if (secret === undefined) return null;
    const [device] = await this.database.query<{ id: number }>(
      'SELECT id FROM device WHERE token_hash = $1 AND account_id = $2 AND expires_at > now()',
      [Buffer.from(hashOfSecret(secret)), accountId ?? 0],
    );
    return device?.id ?? null;
  }

  /** Answers what the cookie must be. One that was given out for another account is not taken over. */
  async remember(transaction: Transaction, request: FastifyRequest, accountId: number): Promise<string> {
    const now = new Date();
    const times = { lastSeenAt: now, expiresAt: new Date(now.getTime() + DEVICE_LIFETIME_MS) };
    const secret = this.cookie.read(request);
    if (secret !== undefined) {
      const { count } = await transaction.device.updateMany({
        where: { tokenHash: hashOfSecret(secret), accountId, expiresAt: { gt: now } },
        data: times,
      });
      if (count > 0) return secret;
    }
    const fresh = randomSecret();
    await transaction.device.create({ data: { accountId, tokenHash: hashOfSecret(fresh), ...times } });
    const surplus = await transaction.device.findMany({
      where: { accountId },
      orderBy: [{ lastSeenAt: 'desc' }, { id: 'desc' }],
      skip: DEVICES_KEPT,
      select: { id: true },
    });
    if (surplus.length > 0) await transaction.device.deleteMany({ where: { id: { in: surplus.map(({ id }) => id) } } });
    return fresh;
  }

  /** All but the one that this request comes from. */
  async forgetOthers(transaction: Transaction, request: FastifyRequest, accountId: number): Promise<void> {
    const secret = this.cookie.read(request);
    await transaction.device.deleteMany({
      where: { accountId, ...(secret !== undefined && { tokenHash: { not: hashOfSecret(secret) } }) },
    });
  }
}
