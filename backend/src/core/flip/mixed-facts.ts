import { compare } from '../compare/compare.js';
import { componentsOf, pairComponents } from '../compare/pair-components.js';
import { pairFindings } from '../compare/pair-findings.js';
import type { Finding } from '../findings/finding.js';
import { compareFindings } from '../findings/order.js';
import type { Facts } from '../gate/facts.js';
import { type FindingEntry, findingOf, oneSided, twoSided } from './finding-entry.js';
import { FindingOwners } from './finding-owners.js';
import type { SeenArtifact } from './flip-side.js';
import type { Input } from './input.js';

/** Facts of two artifacts, with some inputs of the one and some of the other. */
export class MixedFacts {
  /** Those in which the two differ. */
  readonly inputs: ReadonlySet<Input>;
  readonly #entries: readonly FindingEntry[];
  readonly #content: Input;
  readonly #made = new Map<string, Facts>();
  readonly #entryOf = new Map<Finding, FindingEntry>();

  constructor(
    private readonly before: SeenArtifact,
    private readonly after: SeenArtifact,
  ) {
    const owners = new FindingOwners(before, after, compare(before, after));
    this.#content = owners.content;
    this.#entries = entriesOf(before, after, owners);
    this.inputs = new Set([...this.#entries.flatMap(({ inputs }) => [...inputs]), ...this.differingFacts()]);
  }

  /** Of the same inputs the same object. */
  of(exchanged: ReadonlySet<Input>): Facts {
    const own = [...this.inputs].filter((input) => exchanged.has(input));
    const name = own.join();
    let facts = this.#made.get(name);
    if (facts === undefined) this.#made.set(name, (facts = this.make(new Set(own))));
    return facts;
  }

  /** The same with what is inside. */
  seen(exchanged: ReadonlySet<Input>): SeenArtifact {
    const { components } = exchanged.has(this.#content) ? this.after : this.before;
    return { facts: this.of(exchanged), components };
  }

  /** Of a finding in facts that were made here. */
  entryOf(finding: Finding): FindingEntry | undefined {
    return this.#entryOf.get(finding);
  }

  private make(exchanged: ReadonlySet<Input>): Facts {
    const sideOf = (input: Input): Facts => (exchanged.has(input) ? this.after : this.before).facts;
    const [content, scan] = [sideOf(this.#content), sideOf('scan')];
    const findings: Finding[] = [];
    for (const entry of this.#entries) {
      const finding = entry.in(exchanged);
      if (finding === null) continue;
      this.#entryOf.set(finding, entry);
      findings.push(finding);
    }
    return {
      ...scan,
      image: content.image,
      digest: content.digest,
      operatingSystem: this.isOtherSystem() ? content.operatingSystem : scan.operatingSystem,
      imageFacts: content.imageFacts,
      componentCount: content.componentCount,
      componentsWithoutPurl: content.componentsWithoutPurl,
      findings,
    };
  }

  private differingFacts(): Input[] {
    const [before, after] = [this.before.facts, this.after.facts];
    const differ = (names: readonly (keyof Facts)[]) =>
      names.some((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
    const isOtherContent =
      differ(['image', 'digest', 'imageFacts', 'componentCount', 'componentsWithoutPurl']) || this.isOtherSystem();
    const isOtherScan =
      differ(['scans', 'recalled', 'denied', 'senders', 'boms']) ||
      (!this.isOtherSystem() && differ(['operatingSystem']));
    return [...(isOtherContent ? [this.#content] : []), ...(isOtherScan ? ['scan' as const] : [])];
  }

  /** For the same release of the same system, the scanners' statement on its end of life counts. */
  private isOtherSystem(): boolean {
    const [before, after] = [this.before, this.after].map(({ facts: { operatingSystem } }) => operatingSystem);
    return before?.family !== after?.family || before?.version !== after?.version;
  }
}

/** Worst first: what is mixed of them is then nearly in order. */
function entriesOf(before: SeenArtifact, after: SeenArtifact, owners: FindingOwners): FindingEntry[] {
  const components = pairComponents(componentsOf(before).values(), componentsOf(after).values());
  const paired = pairFindings(before.facts.findings, after.facts.findings, components);
  return [
    ...paired.pairs.map((pair) => twoSided(pair.before, pair.after, owners.ofPair(pair))),
    ...paired.onlyBefore.map((finding) => oneSided(finding, 'before', owners.ofGone(finding))),
    ...paired.onlyAfter.map((finding) => oneSided(finding, 'after', owners.ofIntroduced(finding))),
  ].sort((a, b) => compareFindings(findingOf(a), findingOf(b)));
}
