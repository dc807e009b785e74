import type { Policy } from '../policy/policy.js';

/** The policy has no such environment. */
export class UnknownEnvironmentError extends Error {
  override readonly name = 'UnknownEnvironmentError';
  readonly known: readonly string[];

  constructor(
    readonly environment: string,
    policy: Policy,
  ) {
    const known = policy.environments.map(({ name }) => name);
    super(`The policy has no environment ${environment}. It has ${known.join(', ')}.`);
    this.known = known;
  }
}
