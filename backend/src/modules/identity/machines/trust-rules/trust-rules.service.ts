import { Injectable } from '@nestjs/common';
import { InvalidInputError } from '../../../../common/errors/invalid-input.error.js';
import { isIssuerUrl } from '../../../../common/http/issuer-url.js';
import type { RequestContext } from '../../../access/request-context.js';
import { AuditLog } from '../../../audit/audit-log.js';
import { Projects } from '../../../projects/projects.js';
import { refuseOutOfReach } from '../tokens/token-reach.js';
import type { ChangeTrustRule, CreateTrustRule, TrustRule, TrustRules } from './dto/trust-rule.dto.js';
import { IDENTITY_CLAIMS, nameSomebody } from './trust-conditions.js';
import { TrustRuleChangedError, TrustRuleExistsError, TrustRuleNotFoundError } from './trust-rules.errors.js';
import { type TrustRuleRow, TrustRulesRepository, type TrustRuleValues } from './trust-rules.repository.js';

/** Whom of the CI providers' pipelines to trust, and with what. */
@Injectable()
export class TrustRulesService {
  constructor(
    private readonly audit: AuditLog,
    private readonly rules: TrustRulesRepository,
    private readonly projects: Projects,
  ) {}

  async list(): Promise<TrustRules> {
    return { items: (await this.rules.list()).map(toTrustRule) };
  }

  async create(context: RequestContext, { project, ...body }: CreateTrustRule): Promise<TrustRule> {
    const values = { ...body, projectId: await this.projectId(project), isEnabled: true };
    check(values);
    return this.audit.change(context, async (transaction, note) => {
      await this.projects.holdOpenIn(transaction, values.projectId);
      const created = await this.rules.insert(transaction, values);
      if (created === null) throw new TrustRuleExistsError(body.name);
      await note({
        action: 'trust-rule.created',
        target: targetOf(created.id, body.name),
        after: told(values, project),
      });
      return toTrustRule({ ...values, ...created, project });
    });
  }

  /** What was given out under the rule as it was ends with it. */
  async change(context: RequestContext, id: number, { project: slug, ...body }: ChangeTrustRule): Promise<TrustRule> {
    const rule = await this.rules.find(id);
    if (rule === null) throw new TrustRuleNotFoundError(id);
    const project = slug === undefined ? rule.project : slug;
    const values = {
      name: body.name ?? rule.name,
      issuer: body.issuer ?? rule.issuer,
      audience: body.audience ?? rule.audience,
      conditions: body.conditions ?? rule.conditions,
      projectId: slug === undefined ? rule.projectId : await this.projectId(slug),
      permissions: body.permissions ?? rule.permissions,
      isEnabled: body.isEnabled ?? rule.isEnabled,
    };
    check(values);
    return this.audit.change(context, async (transaction, note) => {
      if (!(await this.rules.lock(transaction, rule))) throw new TrustRuleChangedError();
      if (values.isEnabled) await this.projects.holdOpenIn(transaction, values.projectId);
      if (await this.rules.isNameTaken(transaction, values.name, id)) throw new TrustRuleExistsError(values.name);
      await this.rules.update(transaction, id, values);
      const tokensEnded = await this.rules.revokeTokens(transaction, id);
      await note({
        action: 'trust-rule.changed',
        target: targetOf(id, values.name),
        before: told(rule, rule.project),
        after: { ...told(values, project), tokensEnded },
      });
      return toTrustRule({ ...rule, ...values, project });
    });
  }

  async remove(context: RequestContext, id: number): Promise<void> {
    const rule = await this.rules.find(id);
    if (rule === null) throw new TrustRuleNotFoundError(id);
    await this.audit.change(context, async (transaction, note) => {
      const tokensEnded = await this.rules.revokeTokens(transaction, id);
      if (!(await this.rules.remove(transaction, id))) throw new TrustRuleNotFoundError(id);
      await note({
        action: 'trust-rule.removed',
        target: targetOf(id, rule.name),
        before: { ...told(rule, rule.project), tokensEnded },
      });
    });
  }

  private async projectId(slug: string | null): Promise<number | null> {
    return slug === null ? null : this.projects.idOf(slug, 'all');
  }
}

function check({ issuer, conditions, permissions, projectId }: TrustRuleValues): void {
  if (!isIssuerUrl(issuer)) {
    const message =
      'must be an https URL without query, as the iss of the tokens has it (plain http only on this machine)';
    throw new InvalidInputError([{ parameter: 'issuer', message }]);
  }
  if (!nameSomebody(conditions)) {
    const message =
      `must say whose pipelines these are: one of ${IDENTITY_CLAIMS.join(', ')}, in full or with a * only behind ` +
      'the owner (repo:acme/*) or the repository (repo:acme/api:*)';
    throw new InvalidInputError([{ parameter: 'conditions', message }]);
  }
  refuseOutOfReach(permissions, projectId);
}

/** As the audit log has it. */
function told(rule: TrustRuleValues, project: string | null) {
  const { issuer, audience, conditions, permissions, isEnabled } = rule;
  return { issuer, audience, conditions, project, permissions, isEnabled };
}

function targetOf(id: number, name: string) {
  return { kind: 'trust-rule', id: String(id), name };
}

function toTrustRule(rule: Omit<TrustRuleRow, 'revision'>): TrustRule {
  return {
    id: String(rule.id),
    name: rule.name,
    issuer: rule.issuer,
    audience: rule.audience,
    conditions: rule.conditions.map(({ claim, pattern }) => ({ claim, pattern })),
    project: rule.project,
    permissions: rule.permissions,
    isEnabled: rule.isEnabled,
    createdAt: rule.createdAt.toISOString(),
  };
}
