import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { Permission } from './permissions.js';
import type { Grant, Person, TokenHolder } from './principal.js';

/** In SQL, of the table `session`: neither too old nor idle for too long. */
export const SESSION_IS_LIVE = `expires_at > now() AND last_seen_at > now() - interval '30 minutes'`;

/**
 * Who stands behind a credential, in one query by its hash. In SQL since every request asks it, and those that a pipeline
 * sends should not have to load Prisma.
 */
@Injectable()
export class PrincipalRepository {
  constructor(private readonly database: Database) {}

  /** Null for a session that is unknown or over. Its last use is noted once a minute. */
  async findPerson(tokenHash: Uint8Array, use: 'noted' | 'unnoted' = 'noted'): Promise<Person | null> {
    const [row] = await this.database.query<Omit<Person, 'kind'> & { isStale: boolean }>(
      `SELECT session.id AS "sessionId", stage, stepped_up_at AS "steppedUpAt", expires_at AS "expiresAt",
         account.id AS "accountId", email, name, ${GRANTS} AS grants,
         last_seen_at < now() - interval '1 minute' AS "isStale"
       FROM session JOIN account ON account.id = account_id
       WHERE token_hash = $1 AND ${SESSION_IS_LIVE} AND disabled_at IS NULL`,
      [Buffer.from(tokenHash)],
    );
    if (row === undefined) return null;
    const { isStale, ...person } = row;
    if (isStale && use === 'noted')
      await this.database.query('UPDATE session SET last_seen_at = now() WHERE id = $1', [person.sessionId]);
    return { kind: 'person', ...person };
  }

  /** Null for a token that is unknown, expired, revoked, or whose owner is disabled. */
  async findTokenHolder(tokenHash: Uint8Array, use: 'noted' | 'unnoted' = 'noted'): Promise<TokenHolder | null> {
    const [row] = await this.database.query<TokenRow>(
      `SELECT api_token.id AS "tokenId", api_token.name, api_token.project_id AS "projectId", api_token.permissions,
         account_id AS "accountId", email, ${GRANTS} AS grants, trust_rule.name AS "trustRule", claims,
         coalesce(last_used_at < now() - interval '1 minute', true) AS "isStale"
       FROM api_token LEFT JOIN account ON account.id = account_id
         LEFT JOIN trust_rule ON trust_rule.id = trust_rule_id
       WHERE token_hash = $1 AND expires_at > now() AND revoked_at IS NULL AND disabled_at IS NULL`,
      [Buffer.from(tokenHash)],
    );
    if (row === undefined) return null;
    const { tokenId, name, projectId, permissions, accountId, email, grants, trustRule, claims, isStale } = row;
    if (isStale && use === 'noted')
      await this.database.query('UPDATE api_token SET last_used_at = now() WHERE id = $1', [tokenId]);
    return {
      kind: 'token',
      tokenId,
      name,
      projectId,
      permissions: new Set(permissions),
      owner: accountId === null || email === null ? null : { accountId, email, grants },
      trustRule,
      claims,
    };
  }
}

type TokenRow = {
  tokenId: number;
  name: string;
  projectId: number | null;
  permissions: Permission[];
  accountId: number | null;
  email: string | null;
  grants: Grant[];
  trustRule: string | null;
  claims: Record<string, string> | null;
  isStale: boolean;
};

const GRANTS = `(SELECT coalesce(json_agg(json_build_object('role', role, 'projectId', role_grant.project_id)), '[]')
  FROM role_grant WHERE role_grant.account_id = account.id)`;
