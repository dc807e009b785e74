import type { Finding } from '../findings/finding.js';
import { compareFindings, inFindingOrder } from '../findings/order.js';
import { worstFirst } from '../gate/finding-index.js';
import { isFixedIn } from '../upgrades/cleared-by.js';
import { type ChangedFinding, changesOf } from './changes.js';
import { Coverage } from './coverage.js';
import { type Doubt, type DoubtReason, doubtsOf, type SideName } from './doubts.js';
import { type ComponentPair, componentsOf, type PairedComponents, pairComponents } from './pair-components.js';
import { pairFindings } from './pair-findings.js';
import { type ComparedSide, listedClass, type PlacedComponent } from './side.js';

/** Why a finding is there that was not. */
export const INTRODUCED_CAUSES = [
  'component-added',
  'component-changed',
  'advisory-published',
  'newly-reported',
  'problem-added',
  'other-tool',
  'not-known',
] as const;

export type IntroducedCause = (typeof INTRODUCED_CAUSES)[number];

/** Why a finding is not there any more. */
export const FIXED_CAUSES = ['component-removed', 'component-changed', 'problem-removed'] as const;

export type FixedCause = (typeof FIXED_CAUSES)[number];

/** What changed between two artifacts. Findings are worst first. */
export interface Comparison {
  /** Null where the scans of a side do not list what is inside. */
  readonly components: ComparedComponents | null;
  readonly introduced: readonly Caused<IntroducedCause>[];
  readonly fixed: readonly Caused<FixedCause>[];
  /** Of a component that is still there in the same version: the scanner says something else of it, and nothing was fixed. */
  readonly noLongerReported: readonly Finding[];
  /** Findings of one side of which it is not known whether the other side has them. */
  readonly notCompared: readonly NotCompared[];
  readonly changed: readonly ChangedFinding[];
  readonly unchangedCount: number;
  readonly doubts: readonly Doubt[];
  /** False where something that the artifact adds may be missing. */
  readonly isConclusive: boolean;
}

export interface ComparedComponents {
  readonly added: readonly PlacedComponent[];
  readonly removed: readonly PlacedComponent[];
  readonly changed: readonly ComponentPair[];
  readonly unchangedCount: number;
}

export interface Caused<Cause> {
  readonly finding: Finding;
  readonly cause: Cause;
  /** The version on the other side, where the component has another there. */
  readonly otherVersion: string | null;
}

export interface NotCompared {
  readonly finding: Finding;
  /** The side that has it. */
  readonly on: SideName;
  readonly reason: DoubtReason;
}

/** Pure; the order of findings, components and scans makes no difference. */
export function compare(before: ComparedSide, after: ComparedSide): Comparison {
  return new Sides(before, after).compare();
}

class Sides {
  readonly #paired: PairedComponents;
  /** No finding names a component that is not listed. */
  readonly #areAllListed: boolean;
  readonly #counterpartBefore: ReadonlyMap<string, PlacedComponent>;
  readonly #counterpartAfter: ReadonlyMap<string, PlacedComponent>;
  readonly #listedBefore: ReadonlySet<string>;
  readonly #listedAfter: ReadonlySet<string>;
  readonly #doubts: readonly Doubt[];
  readonly #coverage: Coverage;

  constructor(
    private readonly before: ComparedSide,
    private readonly after: ComparedSide,
  ) {
    const [old, current] = [componentsOf(before), componentsOf(after)];
    this.#paired = pairComponents(old.values(), current.values());
    this.#areAllListed = old.size === before.components.length && current.size === after.components.length;
    this.#counterpartBefore = new Map(this.#paired.pairs.map((pair) => [pair.after.key, pair.before]));
    this.#counterpartAfter = new Map(this.#paired.pairs.map((pair) => [pair.before.key, pair.after]));
    this.#listedBefore = new Set(before.components.map(({ type }) => listedClass(type)));
    this.#listedAfter = new Set(after.components.map(({ type }) => listedClass(type)));
    this.#doubts = doubtsOf(before, after);
    this.#coverage = new Coverage(before, after);
  }

  compare(): Comparison {
    const { pairs, onlyBefore, onlyAfter } = pairFindings(
      this.before.facts.findings,
      this.after.facts.findings,
      this.#paired,
    );
    const introduced: Caused<IntroducedCause>[] = [];
    const fixed: Caused<FixedCause>[] = [];
    const noLongerReported: Finding[] = [];
    const notCompared: NotCompared[] = [];
    for (const finding of among(worstFirst(this.after.facts.findings), onlyAfter)) {
      if (!this.#coverage.of(finding.kind).isScannedBefore)
        notCompared.push({ finding, on: 'after', reason: 'not-scanned' });
      else introduced.push(this.#introduced(finding));
    }
    for (const finding of among(worstFirst(this.before.facts.findings), onlyBefore)) {
      const found = this.#gone(finding);
      if (found === 'no-longer-reported') noLongerReported.push(finding);
      else if (typeof found === 'string') notCompared.push({ finding, on: 'before', reason: found });
      else fixed.push(found);
    }
    const changed = pairs.flatMap((pair) => changesOf(pair) ?? []);
    return {
      components: this.#components(),
      introduced,
      fixed,
      noLongerReported,
      // Of both sides.
      notCompared: inFindingOrder(notCompared),
      changed: changed.sort((a, b) => compareFindings(a.after, b.after)),
      unchangedCount: pairs.length - changed.length,
      doubts: this.#doubts,
      isConclusive:
        !this.#doubts.some(({ mayHideIntroduced }) => mayHideIntroduced) &&
        !notCompared.some(({ on }) => on === 'after'),
    };
  }

  #introduced(finding: Finding): Caused<IntroducedCause> {
    const { component } = finding;
    if (component === null)
      return { finding, cause: this.#isOfNewTool(finding) ?? 'problem-added', otherVersion: null };
    const other = this.#counterpartBefore.get(component.key);
    if (other === undefined) {
      const isListed = this.#listedBefore.has(listedClass(component.type));
      return { finding, cause: isListed ? 'component-added' : 'not-known', otherVersion: null };
    }
    if (other.version !== component.version) {
      return { finding, cause: 'component-changed', otherVersion: other.version };
    }
    const newlyReported = this.#coverage.isPublishedSince(finding) ? 'advisory-published' : 'newly-reported';
    return { finding, cause: this.#isOfNewTool(finding) ?? newlyReported, otherVersion: null };
  }

  /** None of those that report it had looked before. */
  #isOfNewTool({ kind, tools }: Finding): 'other-tool' | null {
    const { toolsBefore } = this.#coverage.of(kind);
    return tools.some((tool) => toolsBefore.has(tool)) ? null : 'other-tool';
  }

  /** Fixed only where what was seen shows it. */
  #gone(finding: Finding): Caused<FixedCause> | 'no-longer-reported' | DoubtReason {
    const { component, kind, fixedVersions } = finding;
    if (!this.#coverage.of(kind).isScannedAfter) return 'not-scanned';
    if (component === null) {
      return this.#whyNotLookedFor(finding) ?? { finding, cause: 'problem-removed', otherVersion: null };
    }
    const other = this.#counterpartAfter.get(component.key);
    if (other === undefined) {
      return this.#whyNotRemoved(component.type) ?? { finding, cause: 'component-removed', otherVersion: null };
    }
    if (other.version === component.version) return 'no-longer-reported';
    const isBeyondFix = other.version !== null && isFixedIn(other.version, fixedVersions, component.type);
    const why = isBeyondFix ? null : this.#whyNotLookedFor(finding);
    return why ?? { finding, cause: 'component-changed', otherVersion: other.version };
  }

  /** Null where a tool that reported it looked again, at the same and by data that are no older. */
  #whyNotLookedFor({ kind, tools }: Finding): DoubtReason | null {
    const covered = this.#coverage.of(kind);
    if (!covered.isTargetKept) return 'other-target';
    const again = tools.filter((tool) => covered.toolsAfter.has(tool));
    if (again.length === 0) return 'other-tool';
    if (kind === 'match' && again.every((tool) => this.#coverage.isDataOlder(tool))) return 'older-data';
    return this.#gap();
  }

  /** Null where a component that is not listed is not there. */
  #whyNotRemoved(type: string): DoubtReason | null {
    if (this.#listedAfter.size === 0) return 'components-not-listed';
    if (!this.#listedAfter.has(listedClass(type))) return 'type-not-listed';
    if (!this.#coverage.isListedTargetKept) return 'other-target';
    return this.#gap();
  }

  /** Where scans of this time say themselves that they are not complete. */
  #gap(): DoubtReason | null {
    return this.#doubts.find(({ side, reason }) => side === 'after' && GAPS.has(reason))?.reason ?? null;
  }

  #components(): ComparedComponents | null {
    if (this.#listedBefore.size === 0 || this.#listedAfter.size === 0) return null;
    const { pairs, added, removed } = this.#areAllListed
      ? this.#paired
      : pairComponents(this.before.components, this.after.components);
    const changed = pairs.filter(({ before, after }) => before.version !== after.version);
    return { added, removed, changed, unchangedCount: pairs.length - changed.length };
  }
}

/** Some of all, in the order that all have. */
function among(all: readonly Finding[], some: readonly Finding[]): readonly Finding[] {
  const chosen = new Set(some);
  return chosen.size === all.length ? all : all.filter((finding) => chosen.has(finding));
}

const GAPS: ReadonlySet<DoubtReason> = new Set(['shrunk-scan', 'skipped-entries', 'failed-run', 'recalled']);
