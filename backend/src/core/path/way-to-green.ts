import type { Finding } from '../findings/finding.js';
import { evaluate, type Question } from '../gate/evaluate.js';
import { evaluationContext } from '../gate/evaluation-context.js';
import { type JudgedRule, judge } from '../gate/judge.js';
import { rulesOf } from '../gate/rule-book.js';
import { UnknownEnvironmentError } from '../gate/unknown-environment-error.js';
import type { Outcome } from '../gate/verdict.js';
import { parsePurl } from '../model/purl.js';
import { type Choice, leastCost } from './least-cost.js';
import { type PackageGroup, packageGroups, type SourceOf } from './package-group.js';
import { type Rest, restOf } from './rest.js';
import { type UpgradeOption, upgradeOptions } from './upgrade-options.js';
import type { StepSize } from './version-step.js';

/** What to change in an image so that it may ship to an environment, and what no upgrade changes. */
export interface WayToGreen {
  readonly environment: string;
  readonly before: GateResult;
  /** By what the gate says once the upgrades are made, at the same instant and by the same waivers. */
  readonly after: GateResult;
  /** Those that clear most come first. Together they cost the least. */
  readonly upgrades: readonly UpgradeStep[];
  /** False where the search for the least cost was given up. */
  readonly isLeastCost: boolean;
  /** Rules that no upgrade meets, with what would. */
  readonly tasks: readonly Task[];
  /** Findings that still have to go after the upgrades, by why none of them clears these. */
  readonly rest: readonly Rest[];
}

export interface GateResult {
  readonly outcome: Outcome;
  /** The rules that are not met, in the verdict's order. */
  readonly open: readonly { readonly rule: string; readonly outcome: Outcome }[];
}

export interface UpgradeStep {
  /** Package URL type. */
  readonly type: string;
  /** Of the package URL, for packages of a distribution its name; null where it is not known. */
  readonly namespace: string | null;
  /** The source package where it is known, else the first package. */
  readonly name: string;
  /** Names of the packages that are upgraded, sorted. */
  readonly packages: readonly string[];
  readonly from: string | null;
  readonly to: string;
  readonly size: StepSize;
  /** Worst first. */
  readonly clears: readonly Finding[];
}

export interface Task {
  readonly rule: string;
  readonly outcome: Outcome;
  readonly summary: string;
  readonly remedy: string | null;
}

export interface WayOptions {
  readonly sourceOf?: SourceOf;
}

/** What a step costs in comparison: an upgrade across major versions is more work than one to a patch. */
const COSTS: Readonly<Record<StepSize, number>> = { patch: 1, minor: 3, major: 8 };

/** Pure. Throws UnknownEnvironmentError. */
export function wayToGreen(question: Question, { sourceOf = () => null }: WayOptions = {}): WayToGreen {
  const judged = judgedRules(question);
  const open = judged.filter(({ result }) => result.outcome !== 'pass');
  const counted = open.filter(({ result }) => (result.excess ?? 0) > 0 && result.findings.some(isMatch));
  const groups = packageGroups(distinct(counted.flatMap(({ result }) => result.findings.filter(isMatch))), sourceOf);
  const options = groups.map(upgradeOptions);
  const behind = counted.map(({ result }) => new Set(result.findings));
  const choices = options.map((ofGroup) => ofGroup.map((option) => choiceOf(option, behind)));
  const { chosen, isExact } = leastCost(
    choices,
    counted.map(({ result }) => result.excess ?? 0),
  );
  const upgrades = groups.flatMap((group, place) => {
    const option = options[place]?.[chosen[place] ?? -1];
    return option === undefined ? [] : [stepOf(group, option)];
  });
  const cleared = new Set(upgrades.flatMap(({ clears }) => clears));
  const after = afterwards(question, cleared);
  const isOpenAfter = new Set(after.open.map(({ rule }) => rule));
  return {
    environment: question.environment,
    before: resultOf(question),
    after,
    upgrades: upgrades.sort((a, b) => b.clears.length - a.clears.length),
    isLeastCost: isExact,
    tasks: open.filter((rule) => !counted.includes(rule)).map(taskOf),
    rest: restOf(
      distinct(counted.filter(({ path }) => isOpenAfter.has(path)).flatMap(({ result }) => result.findings)).filter(
        (finding) => !cleared.has(finding),
      ),
    ),
  };
}

function judgedRules({ facts, policy, waivers, vex, environment, at }: Question): JudgedRule[] {
  const found = policy.environments.find(({ name }) => name === environment);
  if (found === undefined)
    throw new UnknownEnvironmentError(
      environment,
      policy.environments.map(({ name }) => name),
    );
  const { settings } = found;
  const context = evaluationContext({ facts, settings, waivers, ...(vex && { vex }), environment, at: Date.parse(at) });
  return judge(rulesOf(settings), context);
}

/** Asked of the gate itself, without the findings that the upgrades clear. */
function afterwards(question: Question, cleared: ReadonlySet<Finding>): GateResult {
  const { facts } = question;
  return resultOf({
    ...question,
    facts: { ...facts, findings: facts.findings.filter((finding) => !cleared.has(finding)) },
  });
}

function resultOf(question: Question): GateResult {
  const { outcome, reasons } = evaluate(question);
  const open = reasons.filter((reason) => reason.outcome !== 'pass');
  return { outcome, open: open.map(({ rule, outcome: ofRule }) => ({ rule, outcome: ofRule })) };
}

function choiceOf({ size, clears }: UpgradeOption, behind: readonly ReadonlySet<Finding>[]): Choice {
  return {
    cost: COSTS[size],
    brings: behind.map((findings) => [...clears].filter((finding) => findings.has(finding)).length),
  };
}

function stepOf({ type, name, components, from }: PackageGroup, { to, size, clears }: UpgradeOption): UpgradeStep {
  const packages = components.map((component) => component.name);
  return { type, namespace: namespaceOf(components), name, packages, from, to, size, clears: [...clears] };
}

function namespaceOf([first]: PackageGroup['components']): string | null {
  return parsePurl(first?.purl ?? '')?.namespace ?? null;
}

function taskOf({ path, result: { outcome, summary, remedy } }: JudgedRule): Task {
  return { rule: path, outcome, summary, remedy };
}

function isMatch({ kind, component }: Finding): boolean {
  return kind === 'match' && component !== null;
}

function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Set(findings)];
}
