import { Injectable } from '@nestjs/common';
import { Database } from '../../../database/database.js';
import type { Prisma } from '../../../generated/prisma/client.js';
import type { SessionStage } from '../../access/principal.js';
import { SESSION_IS_LIVE } from '../../access/principal.repository.js';
import type { Transaction } from '../../audit/audit-log.js';
import type { SignInMethod } from './dto/account-session.dto.js';

/** What signing in with a password needs to know. */
export type PasswordAccount = {
  id: number;
  email: string;
  /** Null without a session, and for an account that is disabled. */
  passwordHash: string | null;
};

export type LiveSession = {
  id: number;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  ip: string | null;
  userAgent: string | null;
  methods: SignInMethod[];
};

@Injectable()
export class SessionsRepository {
  constructor(private readonly database: Database) {}

  /** Whether there is any account, a disabled one included. */
  async isAnybodyThere(): Promise<boolean> {
    const [answer] = await this.database.query<{ isThere: boolean }>(
      `SELECT EXISTS (SELECT FROM account) AS "isThere"`,
    );
    return answer?.isThere ?? false;
  }

  /** One query whether or not there is such an account, so that the time tells nothing. */
  async findPasswordAccount(email: string): Promise<PasswordAccount | null> {
    const [account] = await this.database.query<PasswordAccount>(
      `SELECT id, email, CASE WHEN disabled_at IS NULL THEN password_hash END AS "passwordHash"
       FROM account WHERE email = $1`,
      [email],
    );
    return account ?? null;
  }

  async findAccount(id: number): Promise<PasswordAccount | null> {
    const [account] = await this.database.query<PasswordAccount>(
      'SELECT id, email, password_hash AS "passwordHash" FROM account WHERE id = $1',
      [id],
    );
    return account ?? null;
  }

  /** Null for a disabled account. Locks the account until the transaction ends: no other change, and no new session. */
  async lockAccount(transaction: Transaction, id: number): Promise<{ passwordHash: string | null } | null> {
    const [account] = await transaction.$queryRaw<{ passwordHash: string | null; isDisabled: boolean }[]>`
      SELECT password_hash AS "passwordHash", disabled_at IS NOT NULL AS "isDisabled"
      FROM account WHERE id = ${id} FOR NO KEY UPDATE`;
    return account === undefined || account.isDisabled ? null : account;
  }

  async setPasswordHash(transaction: Transaction, id: number, passwordHash: string): Promise<void> {
    await transaction.account.update({ where: { id }, data: { passwordHash }, select: { id: true } });
  }

  async rolesOf(transaction: Transaction, accountId: number): Promise<string[]> {
    const grants = await transaction.roleGrant.findMany({ where: { accountId }, select: { role: true } });
    return grants.map(({ role }) => role);
  }

  async create(transaction: Transaction, data: Prisma.SessionUncheckedCreateInput): Promise<number> {
    const { id } = await transaction.session.create({ data, select: { id: true } });
    return id;
  }

  /** Whether the session was still the one that is expected, with that very secret: of two requests at once only one is. */
  async rotate(
    transaction: Transaction,
    expected: { id: number; stage: SessionStage; tokenHash: Uint8Array<ArrayBuffer> },
    data: Prisma.SessionUpdateManyMutationInput,
  ): Promise<boolean> {
    const { count } = await transaction.session.updateMany({ where: expected, data });
    return count > 0;
  }

  /** Whether the account had this session. */
  async delete(transaction: Transaction, accountId: number, id: number): Promise<boolean> {
    const { count } = await transaction.session.deleteMany({ where: { accountId, id } });
    return count > 0;
  }

  async deleteOf(transaction: Transaction, accountId: number, exceptId: number | null): Promise<number> {
    const { count } = await transaction.session.deleteMany({
      where: { accountId, ...(exceptId !== null && { id: { not: exceptId } }) },
    });
    return count;
  }

  /** By project.id. */
  async slugsOf(projectIds: readonly number[]): Promise<Map<number, string>> {
    if (projectIds.length === 0) return new Map();
    const projects = await this.database.query<{ id: number; slug: string }>(
      'SELECT id, slug FROM project WHERE id = ANY($1)',
      [projectIds],
    );
    return new Map(projects.map(({ id, slug }) => [id, slug]));
  }

  /**
   * The one used last comes first. Sessions that wait for a factor are included, because they prove that the password
   * is known.
   */
  listLive(accountId: number): Promise<LiveSession[]> {
    return this.database.query<LiveSession>(
      `SELECT id, created_at AS "createdAt", last_seen_at AS "lastSeenAt", expires_at AS "expiresAt", ip,
         user_agent AS "userAgent", methods
       FROM session WHERE account_id = $1 AND ${SESSION_IS_LIVE} ORDER BY last_seen_at DESC, id DESC LIMIT 200`,
      [accountId],
    );
  }
}
