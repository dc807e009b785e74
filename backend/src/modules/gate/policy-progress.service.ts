import { Injectable } from '@nestjs/common';
import type { ProjectScope } from '../access/project-scope.js';
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import type { PolicyProgress } from './dto/policy-progress.dto.js';
import { StaleVerdictsRepository } from './stale-verdicts.repository.js';

/** How far verdicts have followed the active policy. */
@Injectable()
export class PolicyProgressService {
  constructor(
    private readonly policies: ActivePolicyStore,
    private readonly stale: StaleVerdictsRepository,
  ) {}

  async get(scope: ProjectScope): Promise<PolicyProgress> {
    const { id, policy } = await this.policies.get();
    const environments = policy.environments.map(({ name }) => name);
    const { decided, artifacts } = await this.stale.countDecided({ id, environments }, scope);
    return { policyVersion: policy.version, decided, artifacts };
  }
}
