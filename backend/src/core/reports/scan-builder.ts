import { canonicalPurl, parsePurl } from '../model/purl.js';
import type { JsonPath } from './json-stream/json-pointer.js';
import { packageName } from './package-name.js';
import { Remarks } from './remarks.js';
import type { Claim, Component, Place, Problem, Scan } from './scan.js';
import { withoutSecret } from './problem-without-secret.js';
import { SharedTexts } from './shared-texts.js';

const MOST_FAILURES = 20;

/** What a report says of a package. */
export interface PackageFacts {
  /** As written; what is no package URL is remarked on and left. */
  readonly purl: string | null;
  readonly type: string;
  readonly namespace?: string | null;
  readonly name: string;
  readonly version: string | null;
  readonly licences?: readonly string[];
  readonly place?: Place | null;
  /** False where only a finding names the package. */
  readonly isListed?: boolean;
}

interface ComponentDraft extends Component {
  licences: string[];
  places: Place[];
  isListed: boolean;
}

export type ScanHead = Omit<
  Scan,
  'components' | 'claims' | 'problems' | 'failures' | 'warnings' | 'warningCount' | 'skipped' | 'skippedCount'
>;

/**
 * Puts a scan together: each package once with all its places, equal texts once in memory, and a claim that
 * is made twice in the same words (the same package at two paths) once.
 */
export class ScanBuilder {
  readonly warnings = new Remarks();
  readonly skipped = new Remarks();
  readonly failures = new Remarks(MOST_FAILURES);
  readonly texts = new SharedTexts();
  private readonly components = new Map<string, ComponentDraft>();
  private readonly claims = new Map<string, Claim[]>();
  private claimCount = 0;
  private readonly problems: Problem[] = [];
  private readonly purls = new Map<string, string | null>();

  /** Takes a package in, or adds to it what this mention adds. Gives its key. */
  component(facts: PackageFacts, path: JsonPath): string {
    const purl = this.purlOf(facts.purl, path);
    const key = purl ?? this.texts.share(keyWithoutPurl(facts));
    let draft = this.components.get(key);
    if (draft === undefined) {
      // The purl outweighs the scanner's own words: they differ from tool to tool.
      const parts = purl === null ? null : parsePurl(purl);
      const type = parts?.type ?? facts.type;
      const namespace = parts === null ? facts.namespace : parts.namespace;
      draft = {
        key,
        purl,
        type: this.texts.share(type),
        namespace: this.texts.orNull(namespace),
        name: this.texts.share(packageName(type, namespace, parts?.name ?? facts.name)),
        version: this.texts.orNull(parts?.version ?? facts.version),
        licences: [],
        places: [],
        isListed: false,
      };
      this.components.set(key, draft);
    }
    draft.isListed ||= facts.isListed ?? true;
    for (const licence of facts.licences ?? []) {
      const text = this.texts.orNull(licence);
      if (text !== null && !draft.licences.includes(text)) draft.licences.push(text);
    }
    if (facts.place) this.addPlace(draft, facts.place);
    return key;
  }

  has(key: string): boolean {
    return this.components.has(key);
  }

  claim(claim: Claim): void {
    const made = this.claims.get(claim.componentKey);
    if (made === undefined) {
      this.claims.set(claim.componentKey, [claim]);
    } else if (made.some((other) => isSameClaim(claim, other))) {
      return;
    } else {
      made.push(claim);
    }
    this.claimCount++;
  }

  /** Of every reader's problems, so that no format and no field of it brings a secret in. */
  problem(problem: Problem): void {
    this.problems.push(withoutSecret(problem, this.texts));
  }

  build(head: ScanHead): Scan {
    const claims: Claim[] = [];
    for (const made of this.claims.values()) claims.push(...made);
    const { texts, warnings, skipped } = this;
    const facts = texts.all(head);
    if (texts.replaced > 0) {
      warnings.add([], `${texts.replaced} texts held NUL or half a surrogate pair; U+FFFD stands there now.`);
    }
    return {
      ...facts,
      components: [...this.components.values()],
      claims,
      problems: this.problems,
      failures: texts.all(this.failures.kept),
      warnings: texts.all(warnings.kept),
      warningCount: warnings.count,
      skipped: texts.all(skipped.kept),
      skippedCount: skipped.count,
    };
  }

  private purlOf(text: string | null, path: JsonPath): string | null {
    if (text === null || text === '') return null;
    const known = this.purls.get(text);
    if (known !== undefined) return known;
    const purl = canonicalPurl(text);
    if (purl === null) this.warnings.add(path, `"${text.slice(0, 200)}" is not a package URL`);
    const shared = purl === null ? null : this.texts.share(purl);
    this.purls.set(text, shared);
    return shared;
  }

  private addPlace(draft: ComponentDraft, place: Place): void {
    const path = this.texts.orNull(place.path);
    const layer = this.texts.orNull(place.layer);
    if (path === null && layer === null) return;
    if (draft.places.some((other) => other.path === path && other.layer === layer)) return;
    draft.places.push({ path, layer });
  }
}

function keyWithoutPurl({ type, namespace, name, version }: PackageFacts): string {
  const parts = namespace ? [namespace, name] : [name];
  const at = version === null ? '' : `@${encode(version)}`;
  return `${type}:${parts.map((part) => encode(part)).join('/')}${at}`;
}

function isSameClaim(a: Claim, b: Claim): boolean {
  return (
    a.reportedId === b.reportedId &&
    a.severity === b.severity &&
    a.fixedVersion === b.fixedVersion &&
    a.fixState === b.fixState &&
    a.title === b.title &&
    a.description === b.description &&
    a.cvssScore === b.cvssScore &&
    a.isSuppressed === b.isSuppressed &&
    a.suppressedBy === b.suppressedBy &&
    a.isStatement === b.isStatement &&
    a.epss === b.epss &&
    a.isKnownExploited === b.isKnownExploited &&
    a.analysis?.state === b.analysis?.state &&
    a.analysis?.detail === b.analysis?.detail &&
    a.ids.length === b.ids.length &&
    a.ids.every((id, index) => id === b.ids[index])
  );
}

/** encodeURIComponent throws on half a surrogate pair. */
function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD'));
}
