import { Injectable } from '@nestjs/common';
import { sentencesOf } from '../../core/gate/rule-book.js';
import { parsePolicy } from '../../core/policy/parse-policy.js';
import { PolicyError } from '../../core/policy/policy-error.js';
import type { Environment as CoreEnvironment } from '../../core/policy/policy.js';
import type { AuditSource } from '../audit/audit-event.js';
import { ActivePolicyStore } from './active-policy.store.js';
import type {
  ActivePolicy,
  Environment,
  PolicyActivation as Activation,
  PolicyCheck,
  PolicyEnvironment,
  PolicyVersion,
  PolicyVersions,
  PolicyVersionSummary,
} from './dto/policy.dto.js';
import type { SavePolicyBody } from './dto/save-policy.dto.js';
import { PolicyActivation } from './policy-activation.js';
import { InvalidPolicyError, PolicyVersionNotFoundError } from './policy.errors.js';
import { PolicyRepository, type StoredActivation, type StoredPolicy } from './policy.repository.js';

const LONGEST_LIST = 200;

@Injectable()
export class PolicyService {
  constructor(
    private readonly active: ActivePolicyStore,
    private readonly activation: PolicyActivation,
    private readonly policies: PolicyRepository,
  ) {}

  async getActive(): Promise<ActivePolicy> {
    const { policy } = await this.active.get();
    const stored = await this.policies.findByVersion(policy.version);
    if (stored === null) throw new Error('there is no active policy');
    return { ...toSummary(stored), source: policy.source, environments: policy.environments.map(toEnvironment) };
  }

  async save({ source, replaces }: SavePolicyBody, context: AuditSource): Promise<ActivePolicy> {
    try {
      await this.activation.activateSaved(context, parsePolicy(source), replaces);
    } catch (error) {
      throw error instanceof PolicyError ? new InvalidPolicyError(error) : error;
    }
    this.active.expire();
    return this.getActive();
  }

  check(source: string): PolicyCheck {
    try {
      const { version, environments, warnings } = parsePolicy(source);
      return { version, environments: environments.map(({ name }) => name), issues: [], warnings: [...warnings] };
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      return { version: null, environments: [], issues: [...error.issues], warnings: [] };
    }
  }

  async listVersions(): Promise<PolicyVersions> {
    return { items: (await this.policies.list(LONGEST_LIST)).map(toSummary) };
  }

  async getVersion(version: string): Promise<PolicyVersion> {
    const stored = await this.policies.findByVersion(version);
    if (stored === null) throw new PolicyVersionNotFoundError();
    const activations = await this.policies.listActivations(stored.id, LONGEST_LIST);
    return { ...toSummary(stored), source: stored.source, activations: activations.map(toActivation) };
  }

  async listEnvironments(): Promise<Environment[]> {
    const { policy } = await this.active.get();
    return policy.environments.map(({ name }, order) => ({ name, order }));
  }
}

function toSummary(stored: StoredPolicy): PolicyVersionSummary {
  const { version, number, firstActivatedAt } = stored;
  return { version, number, firstActivatedAt: firstActivatedAt.toISOString(), ...toActivation(stored) };
}

function toActivation({ activatedAt, origin, activatedBy }: StoredActivation): Activation {
  return { activatedAt: activatedAt.toISOString(), origin, activatedBy };
}

function toEnvironment({ name, extends: parent, settings }: CoreEnvironment): PolicyEnvironment {
  return {
    name,
    extends: parent,
    rules: sentencesOf(settings).map(({ path, sentence, value }) => ({
      rule: path,
      sentence,
      value: JSON.stringify(value),
    })),
  };
}
