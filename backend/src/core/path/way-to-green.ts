import type { Finding } from '../findings/finding.js';
import { evaluate, type Question } from '../gate/evaluate.js';
import { evaluationContext } from '../gate/evaluation-context.js';
import { type JudgedRule, judge } from '../gate/judge.js';
import { rulesOf } from '../gate/rule-book.js';
import { UnknownEnvironmentError } from '../gate/unknown-environment-error.js';
import { upgradeNeeds } from '../gate/upgrade-needs.js';
import type { Outcome } from '../gate/verdict.js';
import { upgradePlan, type UpgradeStep } from '../upgrades/upgrade-plan.js';
import { type Rest, restOf } from './rest.js';

/** What to change in an image so that it may ship to an environment, and what no upgrade changes. */
export interface WayToGreen {
  readonly environment: string;
  readonly before: GateResult;
  /** By what the gate says once the upgrades are made, at the same instant and by the same waivers. */
  readonly after: GateResult;
  /** Those that clear most come first. Together they cost the least. */
  readonly upgrades: readonly UpgradeStep[];
  /** False if the search for the least cost was stopped early. */
  readonly isLeastCost: boolean;
  /** Rules that no upgrade makes pass, with how to fix them. */
  readonly tasks: readonly Task[];
  /** Findings that remain after the upgrades, by the reason why no upgrade fixes them. */
  readonly rest: readonly Rest[];
}

export interface GateResult {
  readonly outcome: Outcome;
  /** The rules that are not met, in the verdict's order. */
  readonly open: readonly { readonly rule: string; readonly outcome: Outcome }[];
}

export interface Task {
  readonly rule: string;
  readonly outcome: Outcome;
  readonly summary: string;
  readonly remedy: string | null;
}

/** Pure. Throws UnknownEnvironmentError. */
export function wayToGreen(question: Question): WayToGreen {
  const { sourceOf } = question.facts;
  const judged = judgedRules(question);
  const open = judged.filter(({ result }) => result.outcome !== 'pass');
  const counted = upgradeNeeds(open);
  const { steps, isLeastCost } = upgradePlan(
    counted.map(({ result: { findings, excess = 0 } }) => ({ findings, excess })),
    sourceOf === undefined ? {} : { sourceOf },
  );
  const cleared = new Set(steps.flatMap(({ clears }) => clears));
  const after = afterUpgrades(question, cleared);
  const isOpenAfter = new Set(after.open.map(({ rule }) => rule));
  return {
    environment: question.environment,
    before: resultOf(question),
    after,
    upgrades: steps,
    isLeastCost,
    tasks: open.filter((rule) => !counted.includes(rule)).map(taskOf),
    rest: restOf(
      distinct(counted.filter(({ path }) => isOpenAfter.has(path)).flatMap(({ result }) => result.findings)).filter(
        (finding) => !cleared.has(finding),
      ),
    ),
  };
}

export function judgedRules({ facts, policy, waivers, vex, introduced, environment, at }: Question): JudgedRule[] {
  const found = policy.environments.find(({ name }) => name === environment);
  if (found === undefined)
    throw new UnknownEnvironmentError(
      environment,
      policy.environments.map(({ name }) => name),
    );
  const { settings } = found;
  const context = evaluationContext({
    facts,
    settings,
    waivers,
    ...(vex && { vex }),
    introduced,
    environment,
    at: Date.parse(at),
  });
  return judge(rulesOf(settings), context);
}

/** Asked of the gate itself, without the findings that are cleared, and with those that come in for them. */
export function afterUpgrades(
  question: Question,
  cleared: ReadonlySet<Finding>,
  added: readonly Finding[] = [],
): GateResult {
  const { facts } = question;
  return resultOf({
    ...question,
    facts: { ...facts, findings: [...facts.findings.filter((finding) => !cleared.has(finding)), ...added] },
  });
}

function resultOf(question: Question): GateResult {
  const { outcome, reasons } = evaluate(question);
  const open = reasons.filter((reason) => reason.outcome !== 'pass');
  return { outcome, open: open.map(({ rule, outcome: ofRule }) => ({ rule, outcome: ofRule })) };
}

function taskOf({ path, result: { outcome, summary, remedy } }: JudgedRule): Task {
  return { rule: path, outcome, summary, remedy };
}

function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Set(findings)];
}
