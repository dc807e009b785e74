import type { KnownFix } from '../model/known-fix.js';
import type { Waiver } from '../model/waiver.js';
import type { Question } from './evaluate.js';
import { fixKnownSince, knownFixes } from './fix-known-since.js';
import { waiversInForce } from './waivers-in-force.js';

/** What an evaluation tells of a finding's fix, for a waiver that ends so long after one is known. */
export interface SeenFix extends KnownFix {
  /** The waiver's name. */
  readonly waiver: string;
  readonly environment: string;
}

/**
 * What the waivers of later evaluations have to state of fixes so that the time of grace of `untilFixed` counts from now, or from when it counts
 * already. What they state already is left out. Of a finding that no scanner tells about nothing is known.
 */
export function fixesSeen({ facts, policy, waivers, environment, at }: Question): SeenFix[] {
  const conditional = waivers.filter(({ conditions }) => conditions?.untilFixed !== undefined);
  const settings = policy.environments.find(({ name }) => name === environment)?.settings;
  if (conditional.length === 0 || settings === undefined) return [];
  const evaluated = { environment, at: Date.parse(at) };
  const { coveringOf } = waiversInForce(conditional, { facts, settings, ...evaluated });
  return facts.findings.flatMap((finding) => {
    const { advisory, component, fix } = finding;
    if (advisory === null || component === null || fix === 'unknown') return [];
    return coveringOf(finding).flatMap((waiver) => {
      // What a file states is corrected there.
      if (fix === 'available' && typeof waiver.fixedSince === 'string') return [];
      const since = fix === 'available' ? instantOf(fixKnownSince(waiver, finding, evaluated)) : null;
      if (since === undefined || isStated(since, knownFixes(waiver, finding, environment))) return [];
      return [{ waiver: waiver.id, advisory: advisory.id, component: component.key, environment, since }];
    });
  });
}

function instantOf(ms: number): string | undefined {
  return Number.isFinite(ms) ? new Date(ms).toISOString() : undefined;
}

/** That there was no fix is stated as well by when there was one. */
function isStated(since: string | null, known: NonNullable<Waiver['fixes']>): boolean {
  return known.some((fix) => fix.since === since || since === null);
}
