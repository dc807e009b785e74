import { Injectable } from '@nestjs/common';
import { Database } from '../../../../database/database.js';
import type { Permission } from '../../../access/permissions.js';
import type { Transaction } from '../../../audit/audit-log.js';
import type { Condition } from './trust-conditions.js';

export type TrustRuleRow = {
  id: number;
  name: string;
  issuer: string;
  audience: string;
  conditions: Condition[];
  projectId: number | null;
  project: string | null;
  permissions: Permission[];
  isEnabled: boolean;
  createdAt: Date;
  /** Another one after every change: PostgreSQL's own number of the transaction that wrote the row. */
  revision: string;
};

export type TrustRuleValues = Pick<
  TrustRuleRow,
  'name' | 'issuer' | 'audience' | 'conditions' | 'projectId' | 'permissions' | 'isEnabled'
>;

const RULES = `SELECT trust_rule.id, trust_rule.name, issuer, audience, project_id AS "projectId", slug AS project,
    permissions, is_enabled AS "isEnabled", trust_rule.created_at AS "createdAt", trust_rule.xmin::text AS revision,
    conditions
  FROM trust_rule LEFT JOIN project ON project.id = project_id`;

@Injectable()
export class TrustRulesRepository {
  constructor(private readonly database: Database) {}

  list(): Promise<TrustRuleRow[]> {
    return this.database.query<TrustRuleRow>(`${RULES} ORDER BY trust_rule.name, trust_rule.id`);
  }

  listEnabledOf(issuer: string): Promise<TrustRuleRow[]> {
    return this.database.query<TrustRuleRow>(`${RULES} WHERE is_enabled AND issuer = $1`, [issuer]);
  }

  async find(id: number): Promise<TrustRuleRow | null> {
    const [rule] = await this.database.query<TrustRuleRow>(`${RULES} WHERE trust_rule.id = $1`, [id]);
    return rule ?? null;
  }

  /** Null where the name is taken. */
  async insert(transaction: Transaction, values: TrustRuleValues): Promise<{ id: number; createdAt: Date } | null> {
    const [created] = await transaction.trustRule.createManyAndReturn({
      data: [toData(values)],
      skipDuplicates: true,
      select: { id: true, createdAt: true },
    });
    return created ?? null;
  }

  async isNameTaken(transaction: Transaction, name: string, exceptId: number): Promise<boolean> {
    const found = await transaction.trustRule.findFirst({
      where: { name, id: { not: exceptId } },
      select: { id: true },
    });
    return found !== null;
  }

  async update(transaction: Transaction, id: number, values: TrustRuleValues): Promise<void> {
    await transaction.trustRule.update({ where: { id }, data: toData(values), select: { id: true } });
  }

  /** With every token that was given out under it. */
  async remove(transaction: Transaction, id: number): Promise<boolean> {
    const { count } = await transaction.trustRule.deleteMany({ where: { id } });
    return count > 0;
  }

  /** How many were still good. */
  async revokeTokens(transaction: Transaction, id: number): Promise<number> {
    const now = new Date();
    const { count } = await transaction.apiToken.updateMany({
      where: { trustRuleId: id, revokedAt: null, expiresAt: { gt: now } },
      data: { revokedAt: now },
    });
    return count;
  }

  /** Whether the rule is still as it was read; it then stays so until the transaction ends. */
  async lock(transaction: Transaction, { id, revision }: Pick<TrustRuleRow, 'id' | 'revision'>): Promise<boolean> {
    const held = await transaction.$queryRaw<unknown[]>`
      SELECT id FROM trust_rule WHERE id = ${id} AND xmin::text = ${revision} FOR NO KEY UPDATE`;
    return held.length > 0;
  }

  /**
   * Remembers a provider's token until it expires. False if it was used before: of two that come at once, one waits for
   * the other and then finds it.
   */
  async useOnce(transaction: Transaction, keyHash: Uint8Array<ArrayBuffer>, expiresAt: Date): Promise<boolean> {
    const { count } = await transaction.challenge.createMany({
      data: [{ kind: 'ci-token', keyHash, payload: {}, expiresAt }],
      skipDuplicates: true,
    });
    return count > 0;
  }
}

function toData({ conditions, permissions, ...values }: TrustRuleValues) {
  return {
    ...values,
    conditions: conditions.map(({ claim, pattern }) => ({ claim, pattern })),
    permissions: [...permissions],
  };
}
