import type { ChangedRule, SimulatedOutcome } from '../../core/gate/simulation.js';
import { OUTCOMES, type Outcome } from '../../core/gate/verdict.js';
import { ChangedFindingList, type FindingListPart } from './changed-finding-list.js';
import type {
  CountedRule,
  OutcomeChange,
  OutcomeCounts,
  SimulatedArtifact,
  SimulatedEnvironment,
} from './dto/policy-simulation.dto.js';
import type { NamedArtifact } from './named-artifact.js';

/** What a tally has come to, for another one: data alone. */
export interface TallyPart {
  readonly artifacts: number;
  readonly outdated: number;
  readonly changed: number;
  readonly environments: readonly SimulatedEnvironment[];
  readonly worse: readonly Listed[];
  readonly better: readonly Listed[];
  readonly findings: FindingListPart;
}

/** What a simulation has come to so far: counts, and no more artifacts than are to be listed. */
export class SimulationTally {
  artifacts = 0;
  outdated = 0;
  readonly findings = new ChangedFindingList();
  private changed = 0;
  private readonly environments = new Map<string, EnvironmentTally>();
  private readonly worse: Listed[] = [];
  private readonly better: Listed[] = [];

  /** `most` artifacts are listed. */
  constructor(private readonly most: number) {}

  add(artifact: NamedArtifact, outcomes: readonly SimulatedOutcome[]): void {
    const { id, project, image, digest } = artifact;
    this.artifacts += 1;
    for (const { environment, findings } of outcomes) this.findings.add(artifact, environment, findings);
    for (const outcome of outcomes) this.ofEnvironment(outcome.environment).add(outcome);
    const verdicts = outcomes
      .filter(isChange)
      .map(({ environment, now, proposed, rules }) => ({ environment, now, proposed, rules: [...rules] }));
    if (verdicts.length === 0) return;
    this.changed += 1;
    const list = outcomes.some((outcome) => isChange(outcome) && isWorse(outcome)) ? this.worse : this.better;
    list.push({ id, artifact: { id: String(id), project, image, digest, verdicts } });
    if (list.length > 2 * this.most) shorten(list, this.most);
  }

  /** What another tally has come to, of other artifacts. */
  addAll(part: TallyPart): void {
    this.artifacts += part.artifacts;
    this.outdated += part.outdated;
    this.changed += part.changed;
    this.findings.addAll(part.findings);
    for (const environment of part.environments) this.ofEnvironment(environment.environment).addAll(environment);
    for (const [list, further] of [
      [this.worse, part.worse],
      [this.better, part.better],
    ] as const) {
      list.push(...further);
      shorten(list, this.most);
    }
  }

  part(): TallyPart {
    const { artifacts, outdated, changed, worse, better } = this;
    for (const list of [worse, better]) shorten(list, this.most);
    const environments = Array.from(this.environments.values(), (environment) => environment.result());
    return { artifacts, outdated, changed, environments, worse, better, findings: this.findings.part() };
  }

  result(): { artifacts: number; changed: number; environments: SimulatedEnvironment[]; items: SimulatedArtifact[] } {
    const { artifacts, changed, most, worse, better } = this;
    for (const list of [worse, better]) shorten(list, most);
    return {
      artifacts,
      changed,
      environments: Array.from(this.environments.values(), (environment) => environment.result()),
      items: [...worse, ...better].slice(0, most).map(({ artifact }) => artifact),
    };
  }

  private ofEnvironment(name: string): EnvironmentTally {
    let tally = this.environments.get(name);
    if (tally === undefined) this.environments.set(name, (tally = new EnvironmentTally(name)));
    return tally;
  }
}

interface Listed {
  readonly id: number;
  readonly artifact: SimulatedArtifact;
}

/** Newest first, without those that no list has room for. */
function shorten(list: Listed[], most: number): void {
  list.sort((a, b) => b.id - a.id).splice(most);
}

class EnvironmentTally {
  private now: OutcomeCounts | null = null;
  private proposed: OutcomeCounts | null = null;
  private readonly changes = new Map<string, OutcomeChange>();
  private readonly rules = new Map<string, CountedRule>();

  constructor(private readonly name: string) {}

  add(outcome: SimulatedOutcome): void {
    const { now, proposed, rules } = outcome;
    if (now !== null) (this.now ??= none())[now] += 1;
    if (proposed !== null) (this.proposed ??= none())[proposed] += 1;
    if (!isChange(outcome)) return;
    count(this.changes, `${now} ${proposed}`, { now: outcome.now, proposed: outcome.proposed, artifacts: 1 });
    for (const rule of rules) count(this.rules, keyOf(rule), { ...rule, artifacts: 1 });
  }

  addAll({ now, proposed, changes, rules }: SimulatedEnvironment): void {
    if (now !== null) addCounts((this.now ??= none()), now);
    if (proposed !== null) addCounts((this.proposed ??= none()), proposed);
    for (const change of changes) count(this.changes, `${change.now} ${change.proposed}`, change);
    for (const rule of rules) count(this.rules, keyOf(rule), rule);
  }

  result(): SimulatedEnvironment {
    const changes = [...this.changes.values()].sort(
      (a, b) => rank(b.proposed) - rank(a.proposed) || rank(b.now) - rank(a.now),
    );
    return {
      environment: this.name,
      now: this.now,
      proposed: this.proposed,
      changed: changes.reduce((sum, { artifacts }) => sum + artifacts, 0),
      changes,
      rules: [...this.rules.values()].sort((a, b) => b.artifacts - a.artifacts || (keyOf(a) < keyOf(b) ? -1 : 1)),
    };
  }
}

function count<Counted extends { artifacts: number }>(all: Map<string, Counted>, key: string, more: Counted): void {
  const one = all.get(key);
  if (one === undefined) all.set(key, { ...more });
  else one.artifacts += more.artifacts;
}

function addCounts(to: OutcomeCounts, more: OutcomeCounts): void {
  for (const outcome of OUTCOMES) to[outcome] += more[outcome];
}

function keyOf({ rule, now, proposed }: ChangedRule): string {
  return `${rule} ${now} ${proposed}`;
}

type Change = SimulatedOutcome & { readonly now: Outcome; readonly proposed: Outcome };

/** What only one of the policies has is no change of a verdict. */
function isChange(outcome: SimulatedOutcome): outcome is Change {
  return outcome.now !== null && outcome.proposed !== null && outcome.now !== outcome.proposed;
}

function isWorse({ now, proposed }: Change): boolean {
  return rank(proposed) > rank(now);
}

function rank(outcome: Outcome): number {
  return OUTCOMES.indexOf(outcome);
}

function none(): OutcomeCounts {
  return { pass: 0, unknown: 0, fail: 0 };
}
