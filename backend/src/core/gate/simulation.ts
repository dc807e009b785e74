import type { FindingColumns } from '../columns/finding-columns.js';
import type { Finding } from '../findings/finding.js';
import type { Waiver } from '../model/waiver.js';
import type { VexDocument } from '../vex/vex-word.js';
import { type ChangedFinding, changedFindings } from './changed-findings.js';
import { evidenceRulesOf, type EvidenceRules } from './counting-evidence.js';
import { evaluationContext } from './evaluation-context.js';
import type { DecidingPolicy } from './evaluate.js';
import { type Exceptions, exceptionRows } from './exception-rows.js';
import type { Facts, ScanFacts } from './facts.js';
import { FindingGroups } from './finding-groups.js';
import { type JudgedRule, outcomeOf } from './judge.js';
import { JudgedContext } from './judge-beside.js';
import { type AskedRule, rulesOf, SETTINGS } from './rule-book.js';
import { sameRules } from './same-rules.js';
import { type TellsApart, valueOf } from './setting.js';
import type { Settings } from './settings.js';
import type { Outcome } from './verdict.js';

/** What another policy would decide for an environment. */
export interface SimulatedOutcome {
  readonly environment: string;
  /** By the active policy; null if it has no such environment. */
  readonly now: Outcome | null;
  /** By the other one. */
  readonly proposed: Outcome | null;
  /** The rules by which the two differ. */
  readonly rules: readonly ChangedRule[];
  /** The findings that only one of both lists of waivers clears. Of the artifact's columns: to be read before the next artifact is. */
  readonly findings: readonly ChangedFinding[];
}

/** A rule that decides one of both outcomes, and says otherwise, or nothing, in the other. */
export interface ChangedRule {
  readonly rule: string;
  /** Null where it is not asked, or has nothing to judge. */
  readonly now: Outcome | null;
  readonly proposed: Outcome | null;
}

/** An environment as the two policies have it. */
interface Environment {
  readonly name: string;
  readonly now: Side | null;
  /** The same object, where both ask the same. */
  readonly proposed: Side | null;
  /** Rules of the proposed side that say the same on the other one, by place. */
  readonly same: ReadonlyMap<number, number>;
}

interface Side {
  readonly settings: Settings;
  readonly rules: readonly AskedRule[];
  /** Not judged. */
  readonly leftOut: readonly AskedRule[];
  readonly evidence: EvidenceRules;
  /** The place of the rule that failed last: it is the first to be asked of the next artifact, which often fails by the same. */
  likely: number;
}

/** The other side, judged; and which rules say the same there: all of them but for waivers, or these, by place, with the same waivers. */
interface Beside {
  readonly other: JudgedContext;
  readonly same: typeof WAIVERS_ASIDE | ReadonlyMap<number, number>;
}

const WAIVERS_ASIDE = 'waivers-aside';

/** To judge these, each artifact of the fleet would have to be compared with another one. */
const NOT_JUDGED = 'introduced.';

/**
 * A policy held against artifacts as if it were in force, beside the one that is: by the very rules that verdicts are given by, without their words, at one
 * instant. One artifact after the other; nothing of one is kept for the next.
 */
export class Simulation {
  private readonly environments: readonly Environment[];
  private readonly groups = new FindingGroups();
  /** By path, since every artifact is asked for. */
  private readonly asked = new Map<string, boolean>();
  private readonly ages: readonly number[];
  private readonly epss: readonly number[];
  /** By which scans count in some environment: each of these once. */
  readonly evidenceRules: readonly EvidenceRules[];

  /** `at` in milliseconds since 1970. */
  constructor(
    active: DecidingPolicy,
    proposed: DecidingPolicy,
    private readonly at: number,
  ) {
    const names = new Set([...proposed.environments, ...active.environments].map(({ name }) => name));
    this.environments = Array.from(names, (name) => {
      const [now, other] = [active, proposed].map((policy) => sideOf(policy, name)) as [Side | null, Side | null];
      const proposedSide = JSON.stringify(now?.settings) === JSON.stringify(other?.settings) ? now : other;
      return { name, now, proposed: proposedSide, same: now && other ? sameRules(other, now) : new Map() };
    });
    const apart = this.sides.flatMap(({ settings }) => tellsApart(settings));
    this.ages = distinct(apart.flatMap(({ ages = [] }) => ages));
    this.epss = distinct(apart.flatMap(({ epss = [] }) => epss));
    const evidence = this.sides.map((side) => side.evidence);
    this.evidenceRules = [...new Map(evidence.map((rules) => [JSON.stringify(rules), rules])).values()];
  }

  /** Rules of either policy that are not judged, such as `prod: introduced.critical`. Verdicts may be worse by them. */
  get leftOut(): readonly string[] {
    const paths = this.environments.flatMap(({ name, now, proposed }) =>
      [now, proposed].flatMap((side) => (side?.leftOut ?? []).map(({ path }) => `${name}: ${path}`)),
    );
    return [...new Set(paths)];
  }

  /** Whether a setting is named with a value that asks for something. */
  asks(path: string): boolean {
    let asks = this.asked.get(path);
    if (asks === undefined) this.asked.set(path, (asks = this.doesAsk(path)));
    return asks;
  }

  private doesAsk(path: string): boolean {
    const setting = SETTINGS.find((one) => one.path === path);
    if (setting === undefined) throw new Error(`there is no setting ${path}`);
    return this.sides.some(({ settings }) => {
      const value = valueOf(settings, setting);
      return value !== undefined && setting.asks(value);
    });
  }

  /**
   * Of an artifact's findings as many as it takes to judge them. `exceptions` are all by which the artifact is judged: where there are any, the
   * columns must have their names. Throws DamagedBlockError.
   */
  findings(
    columns: FindingColumns,
    scans: readonly ScanFacts[],
    exceptions: Exceptions | null = null,
  ): readonly Finding[] {
    const times = this.ages.length === 0 ? [] : scans.map(({ scannedAt }) => Date.parse(scannedAt ?? ''));
    const published = distinct([
      ...times.filter((time) => !Number.isNaN(time)),
      ...this.ages.map((age) => this.at - age),
    ]);
    const named = exceptions === null ? null : exceptionRows(columns, exceptions);
    return this.groups.of(columns, { published, epss: this.epss }, named);
  }

  /**
   * `factsBy` gives the facts by the scans that count in an environment. Throws NamesNotReadError where something asks a group of
   * `findings` for a name: then the artifact is to be judged by all of its findings. `waivers` are those that the server has for the
   * artifact, `proposedWaivers` those that the other policy is held with, `vex` the documents that are filed for it.
   */
  decide(
    factsBy: (rules: EvidenceRules) => Facts,
    waivers: readonly Waiver[] = [],
    proposedWaivers = waivers,
    vex: readonly VexDocument[] = [],
  ): SimulatedOutcome[] {
    const isOfSameWaivers = proposedWaivers === waivers;
    return this.environments.map(({ name, now, proposed, same }) => {
      const held = now && this.held(name, now, factsBy, { waivers, vex });
      const asProposed = { waivers: proposedWaivers, vex };
      const isOfSameRules = proposed === now;
      const isOfSameOne = isOfSameRules || isOfSameWaivers;
      const beside: Beside | null =
        held && isOfSameOne ? { other: held, same: isOfSameRules ? WAIVERS_ASIDE : same } : null;
      const heldByOther =
        isOfSameRules && isOfSameWaivers ? held : proposed && this.held(name, proposed, factsBy, asProposed, beside);
      const isCompared = held !== null && heldByOther !== null && held !== heldByOther;
      const outcome = now && held && outcomeIn(held, now);
      const otherOutcome = held === heldByOther ? outcome : proposed && heldByOther && outcomeIn(heldByOther, proposed);
      return {
        environment: name,
        now: outcome,
        proposed: otherOutcome,
        rules: isCompared && outcome !== otherOutcome ? changedRules(held.judged, heldByOther.judged) : [],
        findings: isCompared && !isOfSameWaivers ? changedFindings(held.context, heldByOther.context) : [],
      };
    });
  }

  private held(
    environment: string,
    { settings, rules, evidence }: Side,
    factsBy: (rules: EvidenceRules) => Facts,
    exceptions: { readonly waivers: readonly Waiver[]; readonly vex: readonly VexDocument[] },
    beside: Beside | null = null,
  ): JudgedContext {
    const facts = factsBy(evidence);
    const context = evaluationContext({ facts, settings, ...exceptions, environment, at: this.at });
    if (beside === null) return JudgedContext.of(rules, context);
    const { other, same } = beside;
    return same === WAIVERS_ASIDE
      ? JudgedContext.beside(other, context)
      : JudgedContext.sharing(other, rules, context, same);
  }

  private get sides(): readonly Side[] {
    return this.environments.flatMap(({ now, proposed }) => [now, proposed].filter((side) => side !== null));
  }
}

function sideOf({ environments }: DecidingPolicy, name: string): Side | null {
  const found = environments.find((environment) => environment.name === name);
  if (found === undefined) return null;
  const [rules, leftOut] = [true, false].map((isJudged) =>
    rulesOf(found.settings).filter(({ path }) => isJudged !== path.startsWith(NOT_JUDGED)),
  ) as [AskedRule[], AskedRule[]];
  return { settings: found.settings, rules, leftOut, evidence: evidenceRulesOf(found.settings), likely: 0 };
}

/** That of all rules. Where one fails the others make no difference, and are not judged. */
function outcomeIn(held: JudgedContext, side: Side): Outcome {
  const failing = held.failing(side.likely);
  if (failing === null) return outcomeOf(held.judged);
  side.likely = failing;
  return 'fail';
}

function tellsApart(settings: Settings): TellsApart[] {
  return SETTINGS.flatMap((setting) => {
    const value = valueOf(settings, setting);
    return value === undefined ? [] : (setting.tellsApart?.(value) ?? []);
  });
}

function distinct(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}

function changedRules(now: readonly JudgedRule[], proposed: readonly JudgedRule[]): ChangedRule[] {
  const [outcome, otherOutcome] = [outcomeOf(now), outcomeOf(proposed)];
  if (outcome === otherOutcome) return [];
  const [outcomes, otherOutcomes] = [now, proposed].map(
    (judged) => new Map(judged.map(({ path, result }) => [path, result.outcome])),
  ) as [Map<string, Outcome>, Map<string, Outcome>];
  const decides = (one: Outcome | null, of: Outcome): boolean => one !== null && one !== 'pass' && one === of;
  return [...new Set([...outcomes.keys(), ...otherOutcomes.keys()])].flatMap((rule) => {
    const [before, after] = [outcomes.get(rule) ?? null, otherOutcomes.get(rule) ?? null];
    const isDecisive = decides(before, outcome) || decides(after, otherOutcome);
    return before !== after && isDecisive ? [{ rule, now: before, proposed: after }] : [];
  });
}
