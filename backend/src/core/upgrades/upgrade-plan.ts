import type { Finding } from '../findings/finding.js';
import { compareText } from '../findings/order.js';
import { parsePurl } from '../model/purl.js';
import { type Choice, leastCost } from './least-cost.js';
import { type PackageGroup, packageGroups, type SourceOf } from './package-group.js';
import { type UpgradeOption, upgradeOptions } from './upgrade-options.js';
import type { StepSize } from './version-step.js';

/** Findings of which some have to go. */
export interface Need {
  readonly findings: readonly Finding[];
  /** How many of them. */
  readonly excess: number;
}

/** The upgrades by which as many findings go as can. Each package has one target, however many needs it is in. */
export interface UpgradePlan {
  /** Those that clear most come first. */
  readonly steps: readonly UpgradeStep[];
  /** False where the search for the least cost was given up. */
  readonly isLeastCost: boolean;
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
  /** The installed version, of several the lowest; null where one is not known. */
  readonly from: string | null;
  readonly to: string;
  readonly size: StepSize;
  /** Worst first. */
  readonly clears: readonly Finding[];
}

export interface PlanOptions {
  readonly sourceOf?: SourceOf;
  /** Steps of the search for the least cost, before it is given up. */
  readonly mostSteps?: number;
  /** Whether it is left open of which distribution packages are: to read it takes longer than all else. */
  readonly isWithoutNamespaces?: boolean;
}

/** What a step costs in comparison: an upgrade across major versions is more work than one to a patch. */
const COSTS: Readonly<Record<StepSize, number>> = { patch: 1, minor: 3, major: 8 };

/** Pure. What meets all needs at the least cost; findings without a component are no upgrade's. */
export function upgradePlan(
  needs: readonly Need[],
  { sourceOf = () => null, mostSteps, isWithoutNamespaces = false }: PlanOptions = {},
): UpgradePlan {
  const groups = packageGroups([...new Set(needs.flatMap(({ findings }) => findings))].filter(isMatch), sourceOf);
  const options = groups.map(upgradeOptions);
  const needed = needs.map(({ findings }) => new Set(findings));
  const choices = options.map((ofGroup) => choicesOf(ofGroup, needed));
  const { chosen, isExact } = leastCost(
    choices,
    needs.map(({ excess }) => excess),
    mostSteps,
  );
  const steps = groups.flatMap((group, place) => {
    const option = options[place]?.[chosen[place] ?? -1];
    return option === undefined ? [] : [stepOf(group, option, isWithoutNamespaces ? null : namespaceOf(group))];
  });
  return { steps: steps.sort((a, b) => b.clears.length - a.clears.length), isLeastCost: isExact };
}

function choicesOf(options: readonly UpgradeOption[], needed: readonly ReadonlySet<Finding>[]): Choice[] {
  const classes = new Set(options.flatMap(({ clears }) => clears));
  const numbers = new Map(
    Array.from(classes, (each) => [
      each,
      needed.map((findings) => each.findings.filter((finding) => findings.has(finding)).length),
    ]),
  );
  return options.map(({ size, clears }) => ({
    cost: COSTS[size],
    brings: needed.map((_, place) => clears.reduce((sum, each) => sum + (numbers.get(each)?.[place] ?? 0), 0)),
  }));
}

function namespaceOf({ components: [first] }: PackageGroup): string | null {
  return parsePurl(first?.purl ?? '')?.namespace ?? null;
}

function stepOf(group: PackageGroup, { to, size, clears }: UpgradeOption, namespace: string | null): UpgradeStep {
  const { type, name, components, from, findings } = group;
  const cleared = new Set(clears.flatMap((each) => each.findings));
  return {
    type,
    namespace,
    name,
    packages: components.map((component) => component.name).toSorted(compareText),
    from,
    to,
    size,
    clears: findings.filter((finding) => cleared.has(finding)),
  };
}

function isMatch({ kind, component }: Finding): boolean {
  return kind === 'match' && component !== null;
}
