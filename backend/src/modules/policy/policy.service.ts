import { Injectable } from '@nestjs/common';
import { rulesOf } from '../../core/gate/rule-book.js';
import type { Environment as CoreEnvironment } from '../../core/policy/policy.js';
import { ActivePolicyStore } from './active-policy.store.js';
import type {
  ActivePolicy,
  Environment,
  PolicyEnvironment,
  PolicyVersions,
  PolicyVersionSummary,
} from './dto/policy.dto.js';
import { PolicyRepository, type StoredPolicy } from './policy.repository.js';

@Injectable()
export class PolicyService {
  constructor(
    private readonly active: ActivePolicyStore,
    private readonly policies: PolicyRepository,
  ) {}

  async getActive(): Promise<ActivePolicy> {
    const { policy } = await this.active.get();
    const [stored] = await this.policies.list(1);
    if (stored === undefined) throw new Error('there is no active policy');
    return { ...toSummary(stored), source: policy.source, environments: policy.environments.map(toEnvironment) };
  }

  async listVersions(): Promise<PolicyVersions> {
    return { items: (await this.policies.list(200)).map(toSummary) };
  }

  async listEnvironments(): Promise<Environment[]> {
    const { policy } = await this.active.get();
    return policy.environments.map(({ name }, order) => ({ name, order }));
  }
}

function toSummary({ number, version, activatedAt }: StoredPolicy): PolicyVersionSummary {
  return { version, number, activatedAt: activatedAt.toISOString() };
}

function toEnvironment({ name, extends: parent, settings }: CoreEnvironment): PolicyEnvironment {
  return {
    name,
    extends: parent,
    rules: rulesOf(settings).map(({ path, sentence, value }) => ({
      rule: path,
      sentence,
      value: JSON.stringify(value),
    })),
  };
}
