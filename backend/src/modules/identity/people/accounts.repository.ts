import { Injectable } from '@nestjs/common';
import type { CursorKeys } from '../../../common/paging/cursor.js';
import { Keyset, type SortKeys } from '../../../common/paging/keyset.js';
import { containing } from '../../../common/paging/search-pattern.js';
import { COUNT_LIMIT } from '../../../common/paging/total.js';
import { Database } from '../../../database/database.js';
import type { Role } from '../../access/permissions.js';
import type { Grant } from '../../access/principal.js';
import type { Transaction } from '../../audit/audit-log.js';
import { LastAdministratorError } from './accounts.errors.js';
import type { AccountQuery, AccountState } from './dto/account-query.dto.js';

/** What signing in asks of an account. */
export type StoredAccount = {
  id: number;
  email: string;
  name: string;
  passwordHash: string | null;
  isDisabled: boolean;
  grants: Grant[];
};

/** What an administrator sees of an account. */
export type AccountRow = {
  id: number;
  email: string;
  name: string;
  state: AccountState;
  createdAt: Date;
  disabledAt: Date | null;
  isSso: boolean;
  totp: boolean;
  passkeys: number;
  recoveryCodesLeft: number;
  sessionCount: number;
  grants: { id: number; role: Role; project: string | null; source: 'local' | 'sso' }[];
};

const BY_EMAIL: SortKeys = { expressions: ['email', 'account.id'], kinds: ['text', 'id'] };

@Injectable()
export class AccountsRepository {
  constructor(private readonly database: Database) {}

  async findByEmail(email: string): Promise<StoredAccount | null> {
    const [found] = await this.database.query<StoredAccount>(`${STORED} WHERE email = $1`, [email]);
    return found ?? null;
  }

  async find(id: number): Promise<StoredAccount | null> {
    const [found] = await this.database.query<StoredAccount>(`${STORED} WHERE id = $1`, [id]);
    return found ?? null;
  }

  /**
   * Throws LastAdministratorError, which rolls the change back, if no administrator of everything is left. Lock first.
   */
  async keepingAnAdministrator(transaction: Transaction, change: () => Promise<void>): Promise<void> {
    const before = await this.countAdministrators(transaction);
    await change();
    if (before > 0 && (await this.countAdministrators(transaction)) === 0) throw new LastAdministratorError();
  }

  /** Those who could sign in now. */
  private countAdministrators(transaction: Transaction): Promise<number> {
    return transaction.account.count({
      where: {
        disabledAt: null,
        OR: [{ passwordHash: { not: null } }, { ssoSubject: { not: null } }],
        roleGrants: { some: { role: 'admin', projectId: null } },
      },
    });
  }

  async isTaken(transaction: Transaction, email: string): Promise<boolean> {
    return (await transaction.account.count({ where: { email } })) > 0;
  }

  async isAnybodyThereNow(transaction: Transaction): Promise<boolean> {
    return (await transaction.account.findFirst({ select: { id: true } })) !== null;
  }

  async read(transaction: Transaction, id: number): Promise<StoredAccount | null> {
    const found = await transaction.account.findUnique({
      where: { id },
      select: {
        id: true,
        email: true,
        name: true,
        passwordHash: true,
        disabledAt: true,
        roleGrants: { select: { role: true, projectId: true } },
      },
    });
    if (found === null) return null;
    const { disabledAt, roleGrants, ...account } = found;
    return { ...account, isDisabled: disabledAt !== null, grants: roleGrants as Grant[] };
  }

  async setPassword(transaction: Transaction, id: number, passwordHash: string): Promise<void> {
    await transaction.account.update({ where: { id }, data: { passwordHash, passwordChangedAt: new Date() } });
  }

  /** Whether the password was still the one that is expected. */
  async exchangePassword(
    transaction: Transaction,
    id: number,
    { before, after }: { before: string; after: string },
  ): Promise<boolean> {
    const { count } = await transaction.account.updateMany({
      where: { id, passwordHash: before },
      data: { passwordHash: after, passwordChangedAt: new Date() },
    });
    return count > 0;
  }

  async rename(transaction: Transaction, id: number, name: string): Promise<void> {
    await transaction.account.update({ where: { id }, data: { name } });
  }

  async setDisabled(transaction: Transaction, id: number, disabledAt: Date | null): Promise<void> {
    await transaction.account.update({ where: { id }, data: { disabledAt } });
  }

  /** No browser counts as one that the person has signed in with before. */
  async forgetDevices(transaction: Transaction, id: number): Promise<void> {
    await transaction.device.deleteMany({ where: { accountId: id } });
  }

  async list(query: AccountQuery): Promise<{ rows: AccountRow[]; nextCursor: string | null }> {
    const keyset = new Keyset('accounts', 'email', BY_EMAIL, query.cursor);
    const parameters: unknown[] = [containing(query.q ?? ''), query.state ?? null];
    const condition = keyset.condition(parameters);
    const rows = await this.database.query<AccountRow & { keys: CursorKeys }>(
      `${ROWS}, ${keyset.selectKeys} FROM account WHERE ${MATCHING} AND ${condition}
       ORDER BY ${keyset.orderBy} LIMIT ${query.limit + 1}`,
      parameters,
    );
    return keyset.page(rows, query.limit);
  }

  listAll(): Promise<AccountRow[]> {
    return this.database.query<AccountRow>(`${ROWS} FROM account ORDER BY email`);
  }

  /** Stops counting after COUNT_LIMIT. */
  async count(query: AccountQuery): Promise<number> {
    const [counted] = await this.database.query<{ count: number }>(
      `SELECT count(*)::int AS count
       FROM (SELECT FROM account WHERE ${MATCHING} LIMIT ${COUNT_LIMIT + 1}) AS counted`,
      [containing(query.q ?? ''), query.state ?? null],
    );
    return counted?.count ?? 0;
  }

  async findRow(id: number): Promise<AccountRow | null> {
    const [row] = await this.database.query<AccountRow>(`${ROWS} FROM account WHERE account.id = $1`, [id]);
    return row ?? null;
  }
}

const STORED = `SELECT id, email, name, password_hash AS "passwordHash", disabled_at IS NOT NULL AS "isDisabled",
    (SELECT coalesce(json_agg(json_build_object('role', role, 'projectId', project_id)), '[]')
     FROM role_grant WHERE account_id = account.id) AS grants
  FROM account`;

const STATE = `CASE WHEN disabled_at IS NOT NULL THEN 'disabled'
    WHEN password_hash IS NULL AND sso_subject IS NULL THEN 'invited' ELSE 'active' END`;

const MATCHING = `(email ILIKE $1 OR name ILIKE $1) AND ($2::text IS NULL OR ${STATE} = $2)`;

const ROWS = `SELECT account.id, email, name, created_at AS "createdAt", disabled_at AS "disabledAt",
    sso_subject IS NOT NULL AS "isSso", ${STATE} AS state,
    EXISTS (SELECT FROM totp_factor WHERE account_id = account.id AND confirmed_at IS NOT NULL) AS totp,
    (SELECT count(*)::int FROM passkey WHERE account_id = account.id) AS passkeys,
    (SELECT count(*)::int FROM recovery_code WHERE account_id = account.id AND used_at IS NULL) AS "recoveryCodesLeft",
    (SELECT count(*)::int FROM session WHERE account_id = account.id AND stage = 'full'
       AND expires_at > now() AND last_seen_at > now() - interval '30 minutes') AS "sessionCount",
    (SELECT coalesce(json_agg(json_build_object('id', role_grant.id, 'role', role, 'project', slug, 'source', source)
         ORDER BY slug NULLS FIRST, role), '[]')
     FROM role_grant LEFT JOIN project ON project.id = project_id WHERE account_id = account.id) AS grants`;
