import { Injectable } from '@nestjs/common';
import { Database } from '../../../../database/database.js';
import { PublicOrigin } from '../../../access/public-origin.js';
import { hashOfSecret, randomSecret } from '../../../access/secret-hash.js';
import type { Transaction } from '../../../audit/audit-log.js';
import { LINK_LIFETIME_MS, type LinkKind, linkText } from './link-text.js';

export interface CreatedLink {
  /** The whole address, with the secret after the `#`, which browsers do not send. */
  readonly link: string;
  readonly expiresAt: Date;
}

/** A link that could be used now. */
export type OpenLink = {
  readonly kind: LinkKind;
  /** Null for the setup. */
  readonly accountId: number | null;
  readonly expiresAt: Date;
};

/** Links that are good once, for a short time: who has one may choose a password. Their text is kept nowhere. */
@Injectable()
export class OneTimeLinks {
  constructor(
    private readonly database: Database,
    private readonly origin: PublicOrigin,
  ) {}

  /** A new link for an account makes the older ones worthless. */
  async create(
    transaction: Transaction,
    { kind, accountId }: { kind: LinkKind; accountId: number | null },
  ): Promise<CreatedLink> {
    if (accountId !== null) await this.withdraw(transaction, accountId);
    const token = randomSecret();
    const expiresAt = new Date(Date.now() + LINK_LIFETIME_MS[kind]);
    await transaction.oneTimeLink.create({ data: { kind, accountId, tokenHash: hashOfSecret(token), expiresAt } });
    return { link: linkText(this.origin.url, kind, token), expiresAt };
  }

  /** Makes every link of the account worthless. */
  async withdraw(transaction: Transaction, accountId: number): Promise<void> {
    await transaction.oneTimeLink.deleteMany({ where: { accountId, usedAt: null } });
  }

  /** Null for one that cannot be used: unknown, used, over, or of an account that is disabled. */
  async find(token: string): Promise<OpenLink | null> {
    const [link] = await this.database.query<OpenLink>(
      `SELECT kind, account_id AS "accountId", expires_at AS "expiresAt" FROM one_time_link
       WHERE token_hash = $1 AND used_at IS NULL AND expires_at > now()
         AND NOT EXISTS (SELECT FROM account WHERE account.id = account_id AND disabled_at IS NOT NULL)`,
      [Buffer.from(hashOfSecret(token))],
    );
    return link ?? null;
  }

  /**
   * Uses it up; false if it is used or has expired. In one SQL statement: a second caller waits for the first and then
   * finds it used.
   */
  async use(transaction: Transaction, token: string): Promise<boolean> {
    const used = await transaction.$executeRaw`
      UPDATE one_time_link SET used_at = now()
      WHERE token_hash = ${hashOfSecret(token)} AND used_at IS NULL AND expires_at > now()
        AND NOT EXISTS (SELECT FROM account WHERE account.id = account_id AND disabled_at IS NOT NULL)`;
    return used === 1;
  }
}
