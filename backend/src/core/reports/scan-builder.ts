import { keyWithoutPurl } from '../model/component-key.js';
import { DistinctList } from '../model/distinct-list.js';
import { packageName } from '../model/package-name.js';
import { canonicalPurl, parsePurl, type PurlParts, versionedPurl } from '../model/purl.js';
import { DistinctClaims } from './distinct-claims.js';
import { jsonPointer, type JsonPath } from './json-stream/json-pointer.js';
import { Remarks } from './remarks.js';
import { lineNumber } from './line-number.js';
import { limitExceeded } from './limit-exceeded.js';
import { DEFAULT_REPORT_LIMITS, type ReportLimitName, type ReportLimits } from './report-limits.js';
import type { Claim, Component, Place, Problem, Scan } from './scan.js';
import { withoutSecret } from './problem-without-secret.js';
import { SharedTexts } from './shared-texts.js';
import { type SourcePackage, sourceOfPurl } from './source-package.js';

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
  /** What a package of a distribution is built from; a purl may say it as well. */
  readonly source?: SourcePackage | null;
  /** False where only a finding names the package. */
  readonly isListed?: boolean;
}

interface NamedByPurl {
  readonly purl: string;
  readonly parts: Required<PurlParts>;
}

interface ComponentDraft extends Omit<Component, 'licences' | 'places' | 'source'> {
  isListed: boolean;
  readonly licences: DistinctList<string>;
  readonly places: Place[];
  /** Contents of the places. */
  readonly placeKeys: DistinctList<string>;
  /** As first reported. */
  source: SourcePackage | null;
}

/** What is claimed of some component, its texts as they are kept: `ScanBuilder.textsOf` makes it. */
export type OwnClaim = Omit<Claim, 'componentKey'> & { readonly [OWN]: true };

declare const OWN: unique symbol;

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
  private readonly claims = new Map<string, DistinctClaims>();
  private readonly problems: Problem[] = [];
  /** By their identifier as written. */
  private readonly lastClaims = new Map<string, OwnClaim>();
  /** By the purl and the version that stand side by side. */
  private readonly purls = new Map<string, NamedByPurl | null>();

  private claimCount = 0;
  private placeCount = 0;

  constructor(private readonly limits: ReportLimits = DEFAULT_REPORT_LIMITS) {}

  /** Takes a package in, or adds to it what this mention adds. Gives its key. */
  component(facts: PackageFacts, path: JsonPath): string {
    const named = this.purlOf(facts, path);
    const key = named?.purl ?? this.texts.share(keyWithoutPurl(facts));
    let draft = this.components.get(key);
    if (draft === undefined) {
      if (this.components.size >= this.limits.components) this.refuse('components', path);
      this.holdIdentifier(key, path, 'the key');
      // A component is one row for every report that names it: what its purl says is not for a report to word anew.
      const { type, namespace, name, version } = named?.parts ?? facts;
      draft = {
        key,
        purl: named?.purl ?? null,
        type: this.texts.share(type),
        namespace: this.texts.orNull(namespace),
        name: this.texts.share(packageName(type, namespace, name)),
        version: this.texts.orNull(version),
        licences: new DistinctList(),
        places: [],
        placeKeys: new DistinctList(),
        isListed: false,
        source: null,
      };
      for (const text of [draft.type, draft.namespace, draft.name, draft.version])
        this.holdIdentifier(text, path, 'a word of it');
      this.components.set(key, draft);
    }
    draft.isListed ||= facts.isListed ?? true;
    draft.source ??= this.sourceOf(facts, draft.type, path);
    for (const licence of facts.licences ?? []) {
      const text = this.texts.orNull(licence);
      if (text === null || !draft.licences.add(this.line(text))) continue;
      if (draft.licences.items.length > this.limits.licencesPerComponent) this.refuse('licencesPerComponent', path);
    }
    if (facts.place) this.addPlace(draft, facts.place, path);
    return key;
  }

  private sourceOf({ source, purl }: PackageFacts, type: string, path: JsonPath): SourcePackage | null {
    const told = source ?? (purl === null ? null : sourceOfPurl(purl, type));
    const name = this.texts.orNull(told?.name);
    if (name === null) return null;
    const version = this.texts.orNull(told?.version);
    for (const text of [name, version]) this.holdIdentifier(text, path, 'its source package');
    return { name, version };
  }

  has(key: string): boolean {
    return this.components.has(key);
  }

  claim(given: Claim): void {
    this.claimOf(this.texts.share(given.componentKey), this.textsOf(given));
  }

  /** The same for what many claims are made of: `componentKey` is what `component` gave. */
  claimOf(componentKey: string, given: OwnClaim): void {
    this.claimCount += 1;
    if (this.claimCount > this.limits.claims) this.refuse('claims');
    if (given.ids.length > this.limits.idsPerClaim) this.refuse('idsPerClaim', [], given.reportedId);
    for (const id of given.ids) this.holdIdentifier(id, [], 'an identifier');
    const claim: Claim = { componentKey, ...this.withinBounds(given) };
    let made = this.claims.get(componentKey);
    if (made === undefined) this.claims.set(componentKey, (made = new DistinctClaims(this.texts)));
    if (made.add(claim) && made.items.length > this.limits.claimsPerComponent)
      this.refuse('claimsPerComponent', [], componentKey);
  }

  /** How many ratings one vulnerability has: each is checked for each component that it affects. */
  holdRatings(count: number, path: JsonPath): void {
    if (count > this.limits.ratingsPerClaim) this.refuse('ratingsPerClaim', path);
  }

  /** Of every reader's problems, so that no format and no field of it brings a secret in. */
  problem(problem: Problem): void {
    if (this.problems.length >= this.limits.problems) this.refuse('problems');
    const { rule, path, subject, layer } = problem;
    for (const text of [rule, path, subject, layer]) this.holdPath(text, [], 'a problem');
    const clean = this.texts.all(withoutSecret(problem, this.texts));
    this.problems.push({
      ...clean,
      startLine: lineNumber(clean.startLine),
      endLine: lineNumber(clean.endLine),
      title: this.line(clean.title),
      description: this.page(clean.description),
      resolution: this.page(clean.resolution),
      url: clean.url === null ? null : this.line(clean.url),
    });
  }

  build(head: ScanHead): Scan {
    const claims: Claim[] = [];
    for (const made of this.claims.values()) for (const claim of made.items) claims.push(claim);
    const { texts, warnings, skipped } = this;
    const facts = texts.all(head);
    this.holdAll(facts);
    const { sizeBytes } = facts.image;
    const image = { ...facts.image, sizeBytes: Number.isSafeInteger(sizeBytes) ? sizeBytes : null };
    if (texts.replaced > 0) {
      warnings.add(
        [],
        `${texts.replaced} texts held control characters or half a surrogate pair; U+FFFD stands there now.`,
      );
    }
    if (texts.cutCount > 0) {
      const { titleBytes, descriptionBytes } = this.limits;
      warnings.add(
        [],
        `${texts.cutCount} texts were cut: a title may have ${titleBytes} bytes, a description ${descriptionBytes}.`,
      );
    }
    return {
      ...facts,
      image,
      components: [...this.components.values()].map(toComponent),
      claims,
      problems: this.problems,
      failures: texts.all(this.failures.kept),
      warnings: texts.all(warnings.kept),
      warningCount: warnings.count,
      skipped: texts.all(skipped.kept),
      skippedCount: skipped.count,
    };
  }

  /**
   * Each text such as can be stored and in memory once, those cut that are too long. Texts that only claims of one
   * identifier are likely to have in common are compared with the last of them only. Claims are many: field by field is
   * quickest.
   */
  textsOf(claim: Omit<Claim, 'componentKey'>): OwnClaim {
    const { texts, limits } = this;
    const { reportedId, analysis, isSuppressed, suppressedBy, isStatement } = claim;
    const last = this.lastClaims.get(reportedId);
    const share = (text: string | null): string | null => (text === null ? null : texts.share(text));
    const line = (text: string | null): string | null => (text === null ? null : texts.share(this.line(text)));
    const id = last?.reportedId ?? texts.share(reportedId);
    const own: Omit<Claim, 'componentKey'> = {
      reportedId: id,
      ids: claim.ids.map((other) => (other === reportedId ? id : texts.share(other))),
      severity: claim.severity,
      title: this.ownText(claim.title, last?.title, limits.titleBytes),
      description: this.ownText(claim.description, last?.description, limits.descriptionBytes),
      fixedVersion: claim.fixedVersion === null ? null : texts.share(this.versions(claim.fixedVersion)),
      fixState: line(claim.fixState),
      publishedAt: this.ownText(claim.publishedAt, last?.publishedAt, limits.titleBytes),
      cvssScore: claim.cvssScore,
      cvssVector: line(claim.cvssVector),
      epss: claim.epss,
      isKnownExploited: claim.isKnownExploited,
      url: this.ownText(claim.url, last?.url, limits.titleBytes),
      analysis:
        analysis === null
          ? null
          : {
              state: analysis.state,
              justification: line(analysis.justification),
              detail: share(this.page(analysis.detail)),
            },
      ...(isSuppressed !== undefined && { isSuppressed }),
      ...(suppressedBy !== undefined && { suppressedBy }),
      ...(isStatement !== undefined && { isStatement }),
    };
    if (last === undefined || !haveSameTexts(own, last)) this.lastClaims.set(reportedId, own as OwnClaim);
    return own as OwnClaim;
  }

  /** `known`, the same object, where it is this text. */
  private ownText(text: string | null, known: string | null | undefined, mostBytes: number): string | null {
    if (text === null) return null;
    if (text === known) return known;
    const clean = this.texts.clean(text);
    const short = this.texts.cut(clean, mostBytes);
    return short === clean ? clean : this.texts.share(short);
  }

  private line(text: string): string {
    return this.texts.cut(text, this.limits.titleBytes);
  }

  private page(text: string | null): string | null {
    return text === null ? null : this.texts.cut(text, this.limits.descriptionBytes);
  }

  /** Versions, which are cut between two of them: half a version is another one. */
  private versions(text: string): string {
    const short = this.line(text);
    if (short === text) return text;
    const end = short.lastIndexOf(',');
    return end < 0 ? short : short.slice(0, end);
  }

  private holdIdentifier(text: string | null, path: JsonPath, what: string): void {
    if (isLonger(text, this.limits.identifierBytes)) this.refuse('identifierBytes', path, `${what}: ${text}`);
  }

  private holdPath(text: string | null, path: JsonPath, what: string): void {
    if (isLonger(text, this.limits.pathBytes)) this.refuse('pathBytes', path, `${what}: ${text}`);
  }

  /** Every text of plain data. */
  private holdAll(value: unknown): void {
    if (typeof value === 'string') this.holdPath(value, [], 'what it is about');
    else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) this.holdAll(inner);
  }

  private refuse(name: ReportLimitName, path: JsonPath = [], what = ''): never {
    throw limitExceeded(this.limits, name, {
      pointer: jsonPointer(path),
      message: what.slice(0, 100) || 'here it is one too many',
    });
  }

  /** JSON can write numbers that are no score, and some that no number can hold. What asks for more care counts. */
  private withinBounds(claim: OwnClaim): OwnClaim {
    const cvssScore = within(claim.cvssScore, 10);
    const epss = within(claim.epss, 1);
    if (cvssScore === claim.cvssScore && epss === claim.epss) return claim;
    this.warnings.add(
      [],
      `${claim.reportedId}: a CVSS score is from 0 to 10 and EPSS from 0 to 1; the nearest is taken`,
    );
    return { ...claim, cvssScore, epss };
  }

  /** The purl with the version that the report gives beside it, where it has none itself. */
  private purlOf({ purl: text, version }: PackageFacts, path: JsonPath): NamedByPurl | null {
    if (text === null || text === '') return null;
    const written = JSON.stringify([text, version]);
    const known = this.purls.get(written);
    if (known !== undefined) return known;
    const named = namedByPurl(text, version);
    if (named === null) this.warnings.add(path, `"${text.slice(0, 200)}" is not a package URL`);
    const shared = named === null ? null : { ...named, purl: this.texts.share(named.purl) };
    this.purls.set(written, shared);
    return shared;
  }

  private addPlace(draft: ComponentDraft, place: Place, path: JsonPath): void {
    const file = this.texts.orNull(place.path);
    const layer = this.texts.orNull(place.layer);
    if (file === null && layer === null) return;
    if (!draft.placeKeys.add(JSON.stringify([file, layer]))) return;
    this.holdPath(file, path, 'a path');
    this.holdPath(layer, path, 'a layer');
    this.placeCount += 1;
    if (this.placeCount > this.limits.places) this.refuse('places', path);
    draft.places.push({ path: file, layer });
    if (draft.places.length > this.limits.placesPerComponent) this.refuse('placesPerComponent', path);
  }
}

function haveSameTexts(a: Omit<Claim, 'componentKey'>, b: OwnClaim): boolean {
  return a.title === b.title && a.description === b.description && a.url === b.url && a.publishedAt === b.publishedAt;
}

function isLonger(text: string | null, bytes: number): boolean {
  return text !== null && text.length * 3 > bytes && Buffer.byteLength(text) > bytes;
}

function within(number: number | null, most: number): number | null {
  return number === null ? null : Math.max(0, Math.min(most, number));
}

function namedByPurl(text: string, version: string | null): NamedByPurl | null {
  const purl = canonicalPurl(text);
  const parts = purl === null ? null : parsePurl(purl);
  if (purl === null || parts === null) return null;
  const versioned = parts.version !== null || version === null ? null : versionedPurl(purl, version);
  const versionedParts = versioned === null ? null : parsePurl(versioned);
  return versioned === null || versionedParts === null ? { purl, parts } : { purl: versioned, parts: versionedParts };
}

function toComponent(draft: ComponentDraft): Component {
  const { key, purl, type, namespace, name, version, licences, places, source, isListed } = draft;
  const told = source === null ? {} : { source };
  return { key, purl, type, namespace, name, version, licences: licences.items, places, ...told, isListed };
}
