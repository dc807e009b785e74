import { Injectable } from '@nestjs/common';
import type { CursorKeys } from '../../../../common/paging/cursor.js';
import { Keyset } from '../../../../common/paging/keyset.js';
import { COUNT_LIMIT } from '../../../../common/paging/total.js';
import { Database } from '../../../../database/database.js';
import type { Permission } from '../../../access/permissions.js';
import { type ProjectScope, scopeParameter } from '../../../access/project-scope.js';
import type { Transaction } from '../../../audit/audit-log.js';
import type { TokenQuery } from './dto/token-query.dto.js';

/** Whose tokens to look among: those of an account, and those of projects. */
export interface TokenReach {
  readonly accountId: number | null;
  readonly managed: ProjectScope;
}

export type TokenRow = {
  id: number;
  name: string;
  ending: string;
  permissions: Permission[];
  project: string | null;
  owner: string | null;
  trustRule: string | null;
  subject: string | null;
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
};

export interface NewToken {
  readonly name: string;
  readonly tokenHash: Uint8Array<ArrayBuffer>;
  readonly ending: string;
  readonly accountId: number | null;
  readonly projectId: number | null;
  readonly permissions: readonly Permission[];
  readonly expiresAt: Date;
  readonly trustRuleId: number | null;
  readonly subject: string | null;
  readonly claims: Readonly<Record<string, string>> | null;
}

const COLUMNS = `api_token.id, api_token.name, ending, api_token.permissions, slug AS project, email AS owner,
  trust_rule.name AS "trustRule", subject, api_token.created_at AS "createdAt", expires_at AS "expiresAt",
  last_used_at AS "lastUsedAt", revoked_at AS "revokedAt"`;

const JOINS = `LEFT JOIN project ON project.id = api_token.project_id LEFT JOIN account ON account.id = account_id
  LEFT JOIN trust_rule ON trust_rule.id = trust_rule_id`;

/** $1: the account; $2: whether everything is managed; $3: the projects that are. */
const REACHED = `(account_id = $1 OR $2 OR api_token.project_id = ANY($3::int[]))`;

/** Those of pipelines live for minutes and come by the thousand: expired ones are left out. */
const LISTED = `(trust_rule_id IS NULL OR (expires_at > now() AND revoked_at IS NULL))
  AND ($4::text IS NULL OR api_token.project_id = (SELECT id FROM project WHERE slug = $4))`;

const NEWEST_FIRST = { expressions: ['api_token.id'], kinds: ['id'] } as const;

@Injectable()
export class TokensRepository {
  constructor(private readonly database: Database) {}

  async list(
    reach: TokenReach,
    { project, cursor, limit }: Pick<TokenQuery, 'project' | 'cursor' | 'limit'>,
  ): Promise<{ rows: TokenRow[]; nextCursor: string | null }> {
    const keyset = new Keyset('tokens', '-created', NEWEST_FIRST, cursor);
    const parameters = [...reachParameters(reach), project ?? null];
    const condition = keyset.condition(parameters);
    const rows = await this.database.query<TokenRow & { keys: CursorKeys }>(
      `SELECT ${COLUMNS}, ${keyset.selectKeys} FROM api_token ${JOINS}
       WHERE ${REACHED} AND ${LISTED} AND ${condition} ORDER BY ${keyset.orderBy} LIMIT ${limit + 1}`,
      parameters,
    );
    return keyset.page(rows, limit);
  }

  /** Stops counting after COUNT_LIMIT. */
  async count(reach: TokenReach, { project }: Pick<TokenQuery, 'project'>): Promise<number> {
    const [counted] = await this.database.query<{ count: number }>(
      `SELECT count(*)::int AS count
       FROM (SELECT FROM api_token WHERE ${REACHED} AND ${LISTED} LIMIT ${COUNT_LIMIT + 1}) AS counted`,
      [...reachParameters(reach), project ?? null],
    );
    return counted?.count ?? 0;
  }

  async find(reach: TokenReach, id: number): Promise<TokenRow | null> {
    const [row] = await this.database.query<TokenRow>(
      `SELECT ${COLUMNS} FROM api_token ${JOINS} WHERE ${REACHED} AND api_token.id = $4`,
      [...reachParameters(reach), id],
    );
    return row ?? null;
  }

  /** Every one that is not over, newest first. */
  listActive(): Promise<TokenRow[]> {
    return this.database.query<TokenRow>(
      `SELECT ${COLUMNS} FROM api_token ${JOINS} WHERE expires_at > now() AND revoked_at IS NULL ORDER BY api_token.id DESC`,
    );
  }

  async insert(
    transaction: Transaction,
    { permissions, claims, ...token }: NewToken,
  ): Promise<{ id: number; createdAt: Date }> {
    return transaction.apiToken.create({
      data: { ...token, permissions: [...permissions], ...(claims !== null && { claims }) },
      select: { id: true, createdAt: true },
    });
  }

  /** Whether it was still good. */
  async revoke(transaction: Transaction, id: number): Promise<boolean> {
    const { count } = await transaction.apiToken.updateMany({
      where: { id, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    return count > 0;
  }
}

function reachParameters({ accountId, managed }: TokenReach): unknown[] {
  return [accountId, managed === 'all', scopeParameter(managed) ?? []];
}
