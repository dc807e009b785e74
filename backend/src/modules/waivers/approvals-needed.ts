import type { Settings } from '../../core/gate/settings.js';
import { approversNeeded } from '../../core/gate/waiver-terms.js';
import type { DecidingPolicy } from '../../core/gate/evaluate.js';
import type { StoredContent } from '../approved-waivers/stored-waiver.js';

/** The most that the policy asks for any severity in the waiver's environments. The gate asks again for each finding. */
export function approvalsNeeded(policy: DecidingPolicy, waiver: Pick<StoredContent, 'scope'>): number {
  return environmentsOf(policy, waiver).reduce(
    (most, { settings }) => Math.max(most, approversNeeded(settings, null)),
    0,
  );
}

/** All where the waiver names none, or one that the policy does not have. */
export function environmentsOf(
  { environments }: DecidingPolicy,
  { scope }: Pick<StoredContent, 'scope'>,
): readonly { readonly name: string; readonly settings: Settings }[] {
  const known = environments.map(({ name }) => name);
  const named = scope.environments?.every((name) => known.includes(name)) === true ? scope.environments : known;
  return environments.filter(({ name }) => named.includes(name));
}
