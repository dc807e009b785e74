import type { Policy } from './policy.js';

/**
 * The same policy for a source tree, which is no image: what looked at the tree is evidence of it, and it need not hold components. Only
 * for who names the tree as what is decided on; reports that are filed for an image never are of its sources by this.
 */
export function policyOfSources(policy: Policy): Policy {
  return {
    ...policy,
    environments: policy.environments.map((environment) => {
      const { components: _, ...evidence } = environment.settings.evidence ?? {};
      return { ...environment, settings: { ...environment.settings, evidence: { ...evidence, subject: 'all' } } };
    }),
  };
}
