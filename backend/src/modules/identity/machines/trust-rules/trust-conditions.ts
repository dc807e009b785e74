/** Claims that say whose pipeline it is. The others can match pipelines of any owner. */
export const IDENTITY_CLAIMS = ['sub', 'repository', 'repository_id', 'project_path', 'project_id'] as const;

export interface Condition {
  readonly claim: string;
  readonly pattern: string;
}

/** No claim that is worth a condition is longer; what is compared takes pattern × text steps. */
const LONGEST_CLAIM = 1000;

/** Whether the provider's token says all that is asked. */
export function areMet(conditions: readonly Condition[], claims: Readonly<Record<string, unknown>>): boolean {
  return conditions.every(({ claim, pattern }) => {
    const value = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
    const isComparable = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    return isComparable && matchesPattern(pattern, String(value));
  });
}

/**
 * Whether the whole text fits. `*` stands for any text without a colon, and at the end of the pattern for any text:
 * providers join what they say of a pipeline with colons, so that `repo:acme/*:ref:main` must not match an environment
 * that is named `x:ref:main`.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  if (text.length > LONGEST_CLAIM) return false;
  let reachable = new Set([0]);
  for (let place = 0; place < pattern.length; place += 1) {
    if (reachable.size === 0) return false;
    const letter = pattern.charAt(place);
    if (letter !== '*') {
      reachable = new Set([...reachable].filter((at) => text[at] === letter).map((at) => at + 1));
      continue;
    }
    if (place === pattern.length - 1) return true;
    const next = new Set<number>();
    for (const at of reachable) {
      for (let end = at; end <= text.length && !next.has(end); end += 1) {
        next.add(end);
        if (text[end] === ':') break;
      }
    }
    reachable = next;
  }
  return reachable.has(text.length);
}

/** An owner's name that is closed by a slash; what follows may be left open where it begins, but not within a name. */
const OWNER = /^(?:[^/]*:)?[^/:]+\/(?:[^:]*\/|.*:.*)?$/s;

/**
 * Whether the conditions say whose pipelines they are about. `*` as repository, or `repo:acme*`, would match everyone
 * who registers such a name with the provider.
 */
export function nameSomebody(conditions: readonly Condition[]): boolean {
  return conditions.some(({ claim, pattern }) => {
    if (!IDENTITY_CLAIMS.some((identity) => identity === claim)) return false;
    const star = pattern.indexOf('*');
    return star === -1 || OWNER.test(pattern.slice(0, star));
  });
}

/** Which of two sets of conditions asks for more: the one with more of them, then the one that leaves less open. Positive for the first. */
export function compareStrictness(one: readonly Condition[], other: readonly Condition[]): number {
  return one.length - other.length || fixedLength(one) - fixedLength(other);
}

function fixedLength(conditions: readonly Condition[]): number {
  return conditions.reduce((sum, { pattern }) => sum + pattern.replaceAll('*', '').length, 0);
}
