import type { Finding } from '../findings/finding.js';
import { compareText } from '../findings/order.js';
import { parsePurl } from '../model/purl.js';
import { type Choice, leastCost } from './least-cost.js';
import { type PackageGroup, packageGroups, type SourceOf } from './package-group.js';
import { type FixClass, type UpgradeOption, upgradeOptions } from './upgrade-options.js';
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
  readonly steps: readonly PlannedStep[];
  /** False if the search for the least cost was stopped early. */
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

export interface PlannedStep extends UpgradeStep {
  /** By need: how many of its findings are cleared. */
  readonly brings: readonly number[];
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
export function upgradePlan(needs: readonly Need[], options: PlanOptions = {}): UpgradePlan {
  const planner = upgradePlanner(
    needs.map(({ findings }) => findings),
    options,
  );
  return planner(needs.map(({ excess }) => excess));
}

/** Pure. Plans for needs of these findings, by how many of each have to go. */
export function upgradePlanner(
  needs: readonly (readonly Finding[])[],
  { sourceOf = () => null, mostSteps, isWithoutNamespaces = false }: PlanOptions = {},
): (excess: readonly number[]) => UpgradePlan {
  const needed = new NeededFindings(needs);
  const groups = packageGroups(needed.matches, sourceOf);
  const choices = groups.map((group) => choicesOf(upgradeOptions(group), needed));
  return (excess) => {
    const { chosen, isExact } = leastCost(choices, excess, mostSteps);
    const steps = groups.flatMap((group, place) => {
      const choice = choices[place]?.[chosen[place] ?? -1];
      return choice === undefined ? [] : [stepOf(group, choice, isWithoutNamespaces ? null : namespaceOf(group))];
    });
    return { steps: steps.sort((a, b) => b.clears.length - a.clears.length), isLeastCost: isExact };
  };
}

/** Which needs a finding is in. */
class NeededFindings {
  /** That are of a component, each once. */
  readonly matches: readonly Finding[];
  /** Places of needs. Findings that are in the same ones share a list. */
  readonly #places = new Map<Finding, readonly number[]>();

  constructor(needs: readonly (readonly Finding[])[]) {
    this.count = needs.length;
    const matches: Finding[] = [];
    for (const [place, findings] of needs.entries()) {
      const alone: readonly number[] = [place];
      const withOthers = new Map<readonly number[], readonly number[]>();
      for (const finding of findings) {
        const before = this.#places.get(finding);
        if (before === undefined) {
          if (!isMatch(finding)) continue;
          matches.push(finding);
          this.#places.set(finding, alone);
          continue;
        }
        let together = withOthers.get(before);
        if (together === undefined) withOthers.set(before, (together = [...before, place]));
        this.#places.set(finding, together);
      }
    }
    this.matches = matches;
  }

  readonly count: number;

  placesOf(finding: Finding): readonly number[] {
    return this.#places.get(finding) ?? [];
  }
}

function choicesOf(options: readonly UpgradeOption[], needed: NeededFindings): UpgradeChoice[] {
  /** By the classes' places. */
  const numbers: (readonly number[])[] = [];
  return options.map((option) => {
    const { clears } = option;
    for (const each of clears) numbers[each.place] ??= numbersOf(each, needed);
    const [first] = clears;
    if (clears.length === 1 && first !== undefined) return new UpgradeChoice(option, numbers[first.place] ?? []);
    const brings = Array.from({ length: needed.count }, (_, need) => {
      let sum = 0;
      for (const { place } of clears) sum += numbers[place]?.[need] ?? 0;
      return sum;
    });
    return new UpgradeChoice(option, brings);
  });
}

/** By need: how many of the findings are in it. */
function numbersOf({ findings }: FixClass, needed: NeededFindings): number[] {
  const numbers = Array.from({ length: needed.count }, () => 0);
  for (const finding of findings) {
    for (const place of needed.placesOf(finding)) numbers[place] = (numbers[place] ?? 0) + 1;
  }
  return numbers;
}

class UpgradeChoice implements Choice {
  constructor(
    readonly option: UpgradeOption,
    readonly brings: readonly number[],
  ) {}

  get cost(): number {
    return COSTS[this.option.size];
  }
}

function namespaceOf({ components: [first] }: PackageGroup): string | null {
  return parsePurl(first?.purl ?? '')?.namespace ?? null;
}

function stepOf(group: PackageGroup, { option, brings }: UpgradeChoice, namespace: string | null): PlannedStep {
  const { to, clears } = option;
  const { type, name, components, from, findings } = group;
  return {
    type,
    namespace,
    name,
    packages: components.map((component) => component.name).sort(compareText),
    from,
    to,
    get size() {
      return option.size;
    },
    brings,
    clears: clearedOf(findings, clears),
  };
}

/** In their order. */
function clearedOf(findings: readonly Finding[], clears: readonly FixClass[]): readonly Finding[] {
  const [first] = clears;
  if (clears.length === 1 && first?.findings.length === findings.length) return findings;
  const cleared = new Set(clears.flatMap((each) => each.findings));
  return findings.filter((finding) => cleared.has(finding));
}

function isMatch({ kind, component }: Finding): boolean {
  return kind === 'match' && component !== null;
}
