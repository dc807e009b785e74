import { normaliseIdentifier } from '../advisories/identifier.js';
import type { Finding } from '../findings/finding.js';
import type { KnownFix } from '../model/known-fix.js';
import { canonicalPurl } from '../model/purl.js';
import type { Waiver } from '../model/waiver.js';

export interface Evaluated {
  readonly environment: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * Since when the finding, which has a fix, is known to have one, in milliseconds since 1970: the earliest that the waiver states for it. Since now
 * where it had none before. Where nothing is known of it, a fix may have been there when the waiver began; -Infinity where that is not known
 * either.
 */
export function fixKnownSince(waiver: Waiver, finding: Finding, { environment, at }: Evaluated): number {
  const { fixedSince, validFrom } = waiver;
  const known = knownFixes(waiver, finding, environment);
  const stated = [fixedSince, ...known.map(({ since }) => since)].filter((since) => typeof since === 'string');
  if (stated.length > 0) return Math.min(...stated.map((since) => Date.parse(since)));
  if (known.length > 0) return at;
  return typeof validFrom === 'string' ? Date.parse(validFrom) : -Infinity;
}

/** What the waiver states of the finding's fix in the environment. */
export function knownFixes({ fixes }: Waiver, finding: Finding, environment: string): readonly KnownFix[] {
  if (fixes === undefined || finding.advisory === null || finding.component === null) return [];
  const known = byFinding(fixes).get(keyOf(finding.advisory.id, finding.component.key)) ?? [];
  return known.filter((fix) => (fix.environment ?? environment) === environment);
}

type FixIndex = ReadonlyMap<string, readonly KnownFix[]>;

const INDEXES = new WeakMap<readonly KnownFix[], FixIndex>();

function byFinding(fixes: readonly KnownFix[]): FixIndex {
  const index = INDEXES.get(fixes) ?? indexed(fixes);
  INDEXES.set(fixes, index);
  return index;
}

function indexed(fixes: readonly KnownFix[]): FixIndex {
  const index = new Map<string, KnownFix[]>();
  for (const fix of fixes) {
    const key = keyOf(normaliseIdentifier(fix.advisory), canonicalPurl(fix.component) ?? fix.component);
    index.set(key, [...(index.get(key) ?? []), fix]);
  }
  return index;
}

function keyOf(advisory: string, component: string): string {
  return `${advisory} ${component}`;
}
