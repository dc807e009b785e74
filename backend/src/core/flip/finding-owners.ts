import type { Comparison, IntroducedCause } from '../compare/compare.js';
import { Coverage } from '../compare/coverage.js';
import type { DoubtReason } from '../compare/doubts.js';
import type { Finding } from '../findings/finding.js';
import type { FindingPair } from '../compare/pair-findings.js';
import type { ScanFacts } from '../gate/facts.js';
import type { CarriedData } from '../reports/scan.js';
import type { FindingEntry, PartOwners } from './finding-entry.js';
import type { SeenArtifact } from './flip-side.js';
import type { Input } from './input.js';

type OneSidedOwners = Pick<FindingEntry, 'inputs' | 'otherVersion'>;

const CONTENT_CAUSES: ReadonlySet<IntroducedCause> = new Set(['component-added', 'component-changed', 'problem-added']);

/** To which inputs it is due that two sides differ in a finding. */
export class FindingOwners {
  /** The content of one build never changes: what is seen of it otherwise is due to who looked. */
  readonly content: Input;
  readonly #coverage: Coverage;
  readonly #introduced: ReadonlyMap<Finding, Comparison['introduced'][number]>;
  readonly #fixed: ReadonlyMap<Finding, Comparison['fixed'][number]>;
  readonly #notCompared: ReadonlyMap<Finding, DoubtReason>;

  constructor(
    private readonly before: SeenArtifact,
    private readonly after: SeenArtifact,
    { introduced, fixed, notCompared }: Comparison,
  ) {
    this.#coverage = new Coverage(before, after);
    this.content = before.facts.digest === after.facts.digest ? 'scan' : 'image';
    this.#introduced = new Map(introduced.map((each) => [each.finding, each]));
    this.#fixed = new Map(fixed.map((each) => [each.finding, each]));
    this.#notCompared = new Map(notCompared.map(({ finding, reason }) => [finding, reason]));
  }

  /** Only the later side has it: without each of these it would not be there. */
  ofIntroduced(finding: Finding): OneSidedOwners {
    const introduced = this.#introduced.get(finding);
    // The kind was not looked for before.
    if (introduced === undefined) return { inputs: new Set(['scan']), otherVersion: null };
    const { cause, otherVersion } = introduced;
    const inputs = new Set<Input>();
    if (CONTENT_CAUSES.has(cause)) inputs.add(this.content);
    if (cause === 'not-known') inputs.add(this.content === 'scan' ? 'scan' : 'not-known');
    if (cause === 'newly-reported' || !isSeenBy(finding, this.#coverage.of(finding.kind).toolsBefore))
      inputs.add('scan');
    if (finding.kind === 'match' && this.#coverage.isPublishedSince(finding)) inputs.add('advisory');
    return { inputs, otherVersion };
  }

  /** Only the earlier side has it: with any of these it is gone. */
  ofGone(finding: Finding): OneSidedOwners {
    const fixed = this.#fixed.get(finding);
    const inputs = new Set<Input>();
    if (fixed !== undefined) inputs.add(this.content);
    if (!isSeenBy(finding, this.#coverage.of(finding.kind).toolsAfter)) inputs.add('scan');
    const reason = this.#notCompared.get(finding);
    const isOfScans = reason === undefined || reason === 'other-target' || this.content === 'scan';
    if (inputs.size === 0) inputs.add(isOfScans ? 'scan' : 'not-known');
    return { inputs, otherVersion: fixed?.otherVersion ?? null };
  }

  /** Both sides have it. */
  ofPair({ before, after }: FindingPair): PartOwners {
    const { content } = this;
    const said = this.ratedBy(before, after);
    const fix = before.component?.version === after.component?.version ? said : content;
    return {
      id: content,
      component: content,
      path: content,
      startLine: content,
      title: said,
      advisory: said,
      severity: said,
      cvssScore: said,
      publishedAt: said,
      fix,
      fixedVersions: fix,
      epss: this.carriedBy('epss', before.epss, after.epss),
      isKnownExploited: this.carriedBy(
        'known-exploited',
        before.isKnownExploited || null,
        after.isKnownExploited || null,
      ),
      analysis: 'vex',
      rule: 'scan',
      tools: 'scan',
      isSuppressed: 'scan',
      suppressedBy: 'scan',
    };
  }

  /** Other tools rate otherwise; so does another version of one by the same database. Else what is said of the vulnerability has changed. */
  private ratedBy(before: Finding, after: Finding): Input {
    if (before.kind !== 'match' || before.tools.join() !== after.tools.join()) return 'scan';
    const ofTool = ({ facts }: SeenArtifact): ScanFacts[] =>
      facts.scans.filter(({ tool, covers }) => after.tools.includes(tool) && covers.includes('match'));
    const datesOf = (seen: SeenArtifact) =>
      JSON.stringify(
        ofTool(seen)
          .map(({ databaseDate }) => databaseDate)
          .toSorted(),
      );
    const areDated = [...ofTool(this.before), ...ofTool(this.after)].every(({ databaseDate }) => databaseDate !== null);
    return areDated && datesOf(this.before) === datesOf(this.after) ? 'scan' : 'advisory';
  }

  /** What only one side's scans carry has not changed: the other side's scans do not look it up. */
  private carriedBy<Data extends 'epss' | 'known-exploited'>(
    data: Data,
    before: unknown,
    after: unknown,
  ): Data | 'scan' {
    const isCarried = (seen: SeenArtifact) => carries(seen, data);
    const isKnown = (isCarried(this.before) || before !== null) && (isCarried(this.after) || after !== null);
    return isKnown ? data : 'scan';
  }
}

function carries({ facts }: SeenArtifact, data: CarriedData): boolean {
  return facts.scans.some((scan) => scan.carries.includes(data));
}

/** Whether a tool that reports it is among those that looked. */
function isSeenBy({ tools }: Finding, looked: ReadonlySet<string>): boolean {
  return tools.some((tool) => looked.has(tool));
}
