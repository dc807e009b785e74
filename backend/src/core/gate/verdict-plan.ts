import type { Finding } from '../findings/finding.js';
import type { SourceOf } from '../upgrades/package-group.js';
import { type UpgradePlan, upgradePlanner } from '../upgrades/upgrade-plan.js';
import type { JudgedRule } from './judge.js';
import { planningLoad } from './planning-load.js';
import type { RemedyPlan } from './remedy-plan.js';
import { TooMuchToPlanError } from './too-much-to-plan-error.js';
import { upgradeNeeds } from './upgrade-needs.js';

/** Each verdict that is not a pass has one. Where this is not enough, `wayToGreen` may know a cheaper one. */
const MOST_STEPS = 500;

interface KnownPlanner {
  readonly isBySource: boolean;
  readonly needs: readonly (readonly Finding[])[];
  readonly planFor: (excess: readonly number[]) => UpgradePlan;
}

/** By the findings of the facts, which several environments are judged by. What these are built from is said by the same scans. */
const KNOWN = new WeakMap<readonly Finding[], KnownPlanner[]>();

/**
 * What the remedies of a verdict are parts of: made for all of its rules together, so that each package has one target. `all` are the findings that
 * were judged: what was worked out for an environment with other limits is used again. `sourceOf` is null for a plan as it was before source
 * packages were known. Throws TooMuchToPlanError where it would be more than `mostLoad`, as `planningLoad` has it.
 */
export function verdictPlan(
  all: readonly Finding[],
  judged: readonly JudgedRule[],
  sourceOf: SourceOf | null,
  mostLoad = Infinity,
): RemedyPlan {
  const rules = upgradeNeeds(judged);
  const needs = rules.map(({ result }) => result.findings);
  let known = KNOWN.get(all);
  if (known === undefined) KNOWN.set(all, (known = []));
  const isBySource = sourceOf !== null;
  let planner = known.find((other) => other.isBySource === isBySource && areSame(other.needs, needs));
  if (planner === undefined) {
    if (mostLoad < Infinity && planningLoad(needs) > mostLoad) throw new TooMuchToPlanError();
    const options = { mostSteps: MOST_STEPS, isWithoutNamespaces: true, ...(sourceOf !== null && { sourceOf }) };
    known.push((planner = { isBySource, needs, planFor: upgradePlanner(needs, options) }));
  }
  const { steps } = planner.planFor(rules.map(({ result: { excess = 0 } }) => excess));
  return { steps, needs, isBySource };
}

function areSame(some: readonly (readonly Finding[])[], others: readonly (readonly Finding[])[]): boolean {
  return (
    some.length === others.length &&
    some.every((findings, place) => {
      const other = others[place] ?? [];
      return other.length === findings.length && findings.every((finding, at) => finding === other[at]);
    })
  );
}
