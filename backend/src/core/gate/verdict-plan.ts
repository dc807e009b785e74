import { type UpgradePlan, upgradePlan } from '../upgrades/upgrade-plan.js';
import type { JudgedRule } from './judge.js';
import { upgradeNeeds } from './upgrade-needs.js';

/** Each verdict that is not a pass has one. Where this is not enough, `wayToGreen` may know a cheaper one. */
const MOST_STEPS = 500;

/** What the remedies of a verdict are parts of: made for all of its rules together, so that each package has one target. */
export function verdictPlan(judged: readonly JudgedRule[]): UpgradePlan {
  const needs = upgradeNeeds(judged).map(({ result: { findings, excess = 0 } }) => ({ findings, excess }));
  return upgradePlan(needs, { mostSteps: MOST_STEPS, isWithoutNamespaces: true });
}
