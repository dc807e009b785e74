import { Injectable } from '@nestjs/common';
import { InvalidInputError } from '../../../../common/errors/invalid-input.error.js';
import type { Permission } from '../../../access/permissions.js';
import { hashOfSecret } from '../../../access/secret-hash.js';
import { newTokenText } from '../../../access/token-text.js';
import type { AuditSource } from '../../../audit/audit-event.js';
import { AuditLog, type Note, type Transaction } from '../../../audit/audit-log.js';
import { Projects } from '../../../projects/projects.js';
import { LONGEST_TOKEN_LIFE } from './token-lifetime.js';
import { refuseOutOfReach } from './token-reach.js';
import { TokenNotFoundError } from './tokens.errors.js';
import { type TokenReach, type TokenRow, TokensRepository } from './tokens.repository.js';

/** The contents of a new token. */
export interface TokenOrder {
  readonly name: string;
  readonly permissions: readonly Permission[];
  /** Null for every project. */
  readonly project: { readonly id: number; readonly slug: string } | null;
  readonly expiresAt: Date;
  /** Null for a token without an owner. */
  readonly owner: { readonly accountId: number; readonly email: string } | null;
  /** Under which trust rule it is given out, and to whom. */
  readonly trust?: {
    readonly ruleId: number;
    readonly ruleName: string;
    readonly subject: string;
    /** What is kept of what the CI provider says of it. */
    readonly claims: Readonly<Record<string, string>>;
  };
}

export interface IssuedToken {
  readonly id: number;
  /** Shown only in the answer to its creation. */
  readonly token: string;
  readonly ending: string;
  readonly createdAt: Date;
}

/** Creates, lists and revokes API tokens. Permissions are checked before. */
@Injectable()
export class Tokens {
  constructor(
    private readonly audit: AuditLog,
    private readonly tokens: TokensRepository,
    private readonly projects: Projects,
  ) {}

  create(source: AuditSource, order: TokenOrder): Promise<IssuedToken> {
    return this.audit.change(source, (transaction, note) => this.issue(transaction, note, order));
  }

  /** The same within a transaction. Throws ProjectArchivedError. */
  async issue(transaction: Transaction, note: Note, order: TokenOrder): Promise<IssuedToken> {
    checkLifetime(order.expiresAt);
    const { name, permissions, project, expiresAt, owner, trust } = order;
    refuseOutOfReach(permissions, project?.id ?? null);
    await this.projects.holdOpenIn(transaction, project?.id ?? null);
    const token = newTokenText();
    const ending = token.slice(-4);
    const { id, createdAt } = await this.tokens.insert(transaction, {
      name,
      tokenHash: hashOfSecret(token),
      ending,
      accountId: owner?.accountId ?? null,
      projectId: project?.id ?? null,
      permissions,
      expiresAt,
      trustRuleId: trust?.ruleId ?? null,
      subject: trust?.subject ?? null,
      claims: trust?.claims ?? null,
    });
    await note({
      action: trust === undefined ? 'token.created' : 'token.exchanged',
      target: { kind: 'token', id: String(id), name },
      after: {
        ending,
        permissions,
        project: project?.slug ?? null,
        expiresAt,
        owner: owner?.email ?? null,
        ...(trust !== undefined && { trustRule: trust.ruleName, subject: trust.subject, claims: trust.claims }),
      },
    });
    return { id, token, ending, createdAt };
  }

  /** Every one that is not over, newest first. For who administers the server's machine. */
  listActive(): Promise<TokenRow[]> {
    return this.tokens.listActive();
  }

  /** Ends it at once. Throws TokenNotFoundError for one out of reach; one that is revoked already stays so. */
  async revoke(source: AuditSource, id: number, reach: TokenReach): Promise<TokenRow> {
    const found = await this.tokens.find(reach, id);
    if (found === null) throw new TokenNotFoundError(id);
    await this.audit.change(source, async (transaction, note) => {
      if (!(await this.tokens.revoke(transaction, id))) return;
      const { name, ending, permissions, project, expiresAt, owner } = found;
      await note({
        action: 'token.revoked',
        target: { kind: 'token', id: String(id), name },
        before: { ending, permissions, project, expiresAt, owner },
      });
    });
    return found;
  }
}

export const EVERY_TOKEN: TokenReach = { accountId: null, managed: 'all' };

function checkLifetime(expiresAt: Date): void {
  const lifetime = expiresAt.getTime() - Date.now();
  if (lifetime > 0 && lifetime <= LONGEST_TOKEN_LIFE) return;
  throw new InvalidInputError([
    { parameter: 'expiresAt', message: 'must be an instant in the future, at most 366 days from now' },
  ]);
}
