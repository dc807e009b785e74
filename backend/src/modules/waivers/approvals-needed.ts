import { approversNeeded } from '../../core/gate/waiver-terms.js';
import type { DecidingPolicy } from '../../core/gate/evaluate.js';
import type { StoredContent } from '../approved-waivers/stored-waiver.js';

/**
 * The most that the policy asks for any severity in the waiver's environments, and in all where it names none or one that the policy does not
 * have. The gate asks again for each finding.
 */
export function approvalsNeeded({ environments }: DecidingPolicy, { scope }: Pick<StoredContent, 'scope'>): number {
  const known = environments.map(({ name }) => name);
  const named = scope.environments?.every((name) => known.includes(name)) === true ? scope.environments : known;
  return environments.reduce(
    (most, { name, settings }) => (named.includes(name) ? Math.max(most, approversNeeded(settings, null)) : most),
    0,
  );
}
