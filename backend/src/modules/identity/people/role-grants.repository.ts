import { Injectable } from '@nestjs/common';
import type { CursorKeys } from '../../../common/paging/cursor.js';
import { Keyset, type SortKeys } from '../../../common/paging/keyset.js';
import { COUNT_LIMIT } from '../../../common/paging/total.js';
import { Database } from '../../../database/database.js';
import type { Role } from '../../access/permissions.js';
import { type ProjectScope, scopeParameter } from '../../access/project-scope.js';
import type { Transaction } from '../../audit/audit-log.js';

export type GrantSource = 'local' | 'sso';

export type RoleGrantRow = {
  id: number;
  role: Role;
  project: string | null;
  source: GrantSource;
  createdAt: Date;
  accountId: number;
  email: string;
  name: string;
};

/** What a list is narrowed to, besides what may be seen. */
export interface RoleGrantFilter {
  readonly accountId: number | null;
  readonly project: string | null;
  readonly cursor: string | undefined;
  readonly limit: number;
}

export interface InsertedGrant {
  readonly id: number;
  readonly createdAt: Date;
}

/** A grant as it is removed. */
export interface StoredGrant {
  readonly id: number;
  readonly role: Role;
  readonly source: GrantSource;
  readonly project: string | null;
  readonly account: { readonly id: number; readonly email: string };
}

const BY_EMAIL: SortKeys = { expressions: ['email', 'role_grant.id'], kinds: ['text', 'id'] };

@Injectable()
export class RoleGrantsRepository {
  constructor(private readonly database: Database) {}

  /** What is granted everywhere is seen only by those who see everything. */
  async list(
    scope: ProjectScope,
    filter: RoleGrantFilter,
  ): Promise<{ rows: RoleGrantRow[]; nextCursor: string | null }> {
    const keyset = new Keyset('role-grants', 'email', BY_EMAIL, filter.cursor);
    const parameters: unknown[] = [scopeParameter(scope), filter.accountId, filter.project];
    const condition = keyset.condition(parameters);
    const rows = await this.database.query<RoleGrantRow & { keys: CursorKeys }>(
      `SELECT role_grant.id, role, slug AS project, source, role_grant.created_at AS "createdAt",
         account_id AS "accountId", email, account.name, ${keyset.selectKeys}
       FROM ${VISIBLE} AND ${condition} ORDER BY ${keyset.orderBy} LIMIT ${filter.limit + 1}`,
      parameters,
    );
    return keyset.page(rows, filter.limit);
  }

  /** Stops counting after COUNT_LIMIT. */
  async count(scope: ProjectScope, filter: RoleGrantFilter): Promise<number> {
    const [counted] = await this.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM (SELECT FROM ${VISIBLE} LIMIT ${COUNT_LIMIT + 1}) AS counted`,
      [scopeParameter(scope), filter.accountId, filter.project],
    );
    return counted?.count ?? 0;
  }

  /** Null for one that is there already. */
  async insert(
    transaction: Transaction,
    grant: { accountId: number; role: Role; projectId: number | null },
  ): Promise<InsertedGrant | null> {
    const [created] = await transaction.roleGrant.createManyAndReturn({
      data: [grant],
      skipDuplicates: true,
      select: { id: true, createdAt: true },
    });
    return created ?? null;
  }

  /** Null for one that is not there, or outside of the scope. */
  async find(transaction: Transaction, id: number, scope: ProjectScope): Promise<StoredGrant | null> {
    const found = await transaction.roleGrant.findFirst({
      where: { id, ...(scope === 'all' ? {} : { projectId: { in: [...scope] } }) },
      select: {
        id: true,
        role: true,
        source: true,
        project: { select: { slug: true } },
        account: { select: { id: true, email: true } },
      },
    });
    if (found === null) return null;
    const { role, source, project } = found;
    return { ...found, role: role as Role, source: source as GrantSource, project: project?.slug ?? null };
  }

  async delete(transaction: Transaction, id: number): Promise<void> {
    await transaction.roleGrant.delete({ where: { id } });
  }
}

const VISIBLE = `role_grant JOIN account ON account.id = account_id LEFT JOIN project ON project.id = project_id
  WHERE ($1::int[] IS NULL OR project_id = ANY($1)) AND ($2::int IS NULL OR account_id = $2)
    AND ($3::text IS NULL OR slug = $3)`;
