import type { Finding } from '../findings/finding.js';
import { nameOf } from '../findings/order.js';
import type { FindingKind } from '../model/finding-kind.js';
import { countBySeverity, type Severity, type SeverityCounts } from '../model/severity.js';
import type { FindingChange } from './changes.js';
import type { Caused, Comparison, FixedCause, IntroducedCause } from './compare.js';
import {
  changedWords,
  comparisonHeadline,
  fixedWords,
  introducedWords,
  noLongerReportedWords,
  notComparedWords,
} from './comparison-words.js';
import type { Doubt, DoubtReason, SideName } from './doubts.js';
import type { ComparedSide, PlacedComponent } from './side.js';

/** Of each list so many are answered; `count` has the number. */
const MOST_LISTED = 100;

/** A comparison as it is answered and written. */
export interface ComparisonJson {
  readonly headline: string;
  readonly isConclusive: boolean;
  readonly before: NamedArtifact;
  readonly after: NamedArtifact;
  /** Null where the scans of a side do not list what is inside. */
  readonly components: ComponentsJson | null;
  readonly introduced: FindingList<CausedJson<IntroducedCause>>;
  readonly fixed: FindingList<CausedJson<FixedCause>>;
  readonly noLongerReported: FindingList<ComparedFinding>;
  readonly notCompared: FindingList<ComparedFinding & { readonly on: SideName; readonly reason: DoubtReason }>;
  readonly changed: FindingList<ComparedFinding & { readonly changes: readonly FindingChange[] }>;
  readonly unchangedCount: number;
  readonly doubts: readonly Doubt[];
}

export interface NamedArtifact {
  readonly image: string;
  readonly digest: string;
}

export interface ComponentsJson {
  readonly added: ComponentList<NamedComponent>;
  readonly removed: ComponentList<NamedComponent>;
  readonly changed: ComponentList<NamedComponent & { readonly from: string | null }>;
  readonly unchangedCount: number;
}

export interface ComponentList<Item> {
  /** By name. */
  readonly items: readonly Item[];
  readonly count: number;
}

export interface FindingList<Item> {
  /** Worst first. */
  readonly items: readonly Item[];
  readonly count: number;
  readonly counts: SeverityCounts;
}

export interface NamedComponent {
  readonly type: string;
  readonly name: string;
  readonly version: string | null;
}

export interface ComparedFinding {
  readonly id: string;
  readonly kind: FindingKind;
  /** The advisory's lead identifier, or the rule. */
  readonly name: string;
  readonly severity: Severity;
  readonly title: string;
  readonly component: string | null;
  readonly version: string | null;
  readonly path: string | null;
  readonly fixedVersions: readonly string[];
  /** Where it is and what happened to it. */
  readonly sentence: string;
  /** The same without the name that it begins with, for those who link that. */
  readonly afterName: string;
}

export type CausedJson<Cause> = ComparedFinding & { readonly cause: Cause; readonly otherVersion: string | null };

/** `most`: so many of each list. */
export function comparisonJson(
  comparison: Comparison,
  before: Pick<ComparedSide, 'facts'>,
  after: Pick<ComparedSide, 'facts'>,
  most = MOST_LISTED,
): ComparisonJson {
  const { components, noLongerReported, notCompared, changed, unchangedCount, doubts, isConclusive } = comparison;
  const caused =
    <Cause>(words: (item: Caused<Cause>) => string) =>
    (item: Caused<Cause>): CausedJson<Cause> => ({
      ...named(item.finding, words(item)),
      cause: item.cause,
      otherVersion: item.otherVersion,
    });
  const ownFinding = ({ finding }: { readonly finding: Finding }) => finding;
  return {
    headline: comparisonHeadline(comparison),
    isConclusive,
    before: nameOfSide(before),
    after: nameOfSide(after),
    components: components && {
      added: componentList(components.added, most, namedComponent),
      removed: componentList(components.removed, most, namedComponent),
      changed: componentList(components.changed, most, (pair) => ({
        ...namedComponent(pair.after),
        from: pair.before.version,
      })),
      unchangedCount: components.unchangedCount,
    },
    introduced: findingList(comparison.introduced, most, ownFinding, caused(introducedWords)),
    fixed: findingList(comparison.fixed, most, ownFinding, caused(fixedWords)),
    noLongerReported: findingList(
      noLongerReported,
      most,
      (finding) => finding,
      (finding) => named(finding, noLongerReportedWords(finding)),
    ),
    notCompared: findingList(notCompared, most, ownFinding, (item) => ({
      ...named(item.finding, notComparedWords(item)),
      on: item.on,
      reason: item.reason,
    })),
    changed: findingList(
      changed,
      most,
      (item) => item.after,
      (item) => ({ ...named(item.after, changedWords(item)), changes: item.changes }),
    ),
    unchangedCount,
    doubts,
  };
}

function findingList<Item, Json>(
  items: readonly Item[],
  most: number,
  findingOf: (item: Item) => Finding,
  toJson: (item: Item) => Json,
): FindingList<Json> {
  return {
    items: items.slice(0, most).map(toJson),
    count: items.length,
    counts: countBySeverity(items.map(findingOf)),
  };
}

function componentList<Item, Json>(
  items: readonly Item[],
  most: number,
  toJson: (item: Item) => Json,
): ComponentList<Json> {
  return { items: items.slice(0, most).map(toJson), count: items.length };
}

function nameOfSide({ facts: { image, digest } }: Pick<ComparedSide, 'facts'>): NamedArtifact {
  return { image, digest };
}

function namedComponent({ type, name, version }: PlacedComponent): NamedComponent {
  return { type, name, version };
}

/** Versions that fix one finding may be hundreds. */
const MOST_FIXED_VERSIONS = 20;

function named(finding: Finding, afterName: string): ComparedFinding {
  const { id, kind, severity, title, component, path, fixedVersions } = finding;
  return {
    id,
    kind,
    name: nameOf(finding),
    severity,
    title,
    component: component?.name ?? null,
    version: component?.version ?? null,
    path,
    fixedVersions: fixedVersions.slice(0, MOST_FIXED_VERSIONS),
    sentence: `${nameOf(finding)}${afterName}`,
    afterName,
  };
}
