import { lookupTable } from '../../model/lookup-table.js';
import { canonicalPurl, OF_DISTRIBUTIONS, parsePurl } from '../../model/purl.js';
import { advisoryIds } from '../advisory-ids.js';
import type { JsonPath } from '../json-stream/json-pointer.js';
import type { ReportReader } from '../report-reader.js';
import type { PackageFacts, ScanBuilder } from '../scan-builder.js';
import type { CarriedData, Claim, OperatingSystem, Place, Scan } from '../scan.js';
import { rate, type Rated, sourceName } from '../severity-order.js';
import { type SourcePackage, sourcePackage } from '../source-package.js';
import { isoTime } from '../timestamps.js';
import { ANALYSIS_OF_CYCLONEDX } from './analysis-states.js';
import { addAnnotatedFailure, addFailures, addPropertyFailure } from './bom-failures.js';
import { fixTextsOf, type FixTexts, SaidFixes } from './bom-fix.js';
import { architectureOf, platformOf, statedPlatform } from './bom-platform.js';
import { chosenSource, ratingsOf, sourceIn, type BomRatings } from './bom-rating.js';
import { bomLayers, bomSubject, bomTarget } from './bom-subject.js';
import { objectIn, objectsIn, plainName, propertiesIn, textIn } from './bom-values.js';
import type { BomAffected, BomComponent, BomDocument, BomService, BomTool, BomVulnerability } from './cyclonedx-bom.js';

const STATES = lookupTable(ANALYSIS_OF_CYCLONEDX);

/** What a `bom-ref` stands for: a component that was taken in, or something that is taken in once it is affected. */
type Referenced = { readonly key: string; readonly facts: PackageFacts } | { readonly facts: PackageFacts };

interface Target {
  readonly key: string;
  readonly name: string | null;
  readonly version: string | null;
  readonly purl: string | null;
}

interface VulnerabilityDraft {
  readonly path: JsonPath;
  readonly claim: Omit<Claim, 'componentKey' | 'severity' | 'cvssScore' | 'cvssVector' | 'fixedVersion' | 'fixState'>;
  /** The source that the scanner chose. */
  readonly chosen: string | null;
  readonly ratings: BomRatings['ratings'];
  readonly fix: FixTexts;
  readonly affects: readonly BomAffected[];
}

/**
 * Reads CycloneDX, SBOM and VEX alike.
 *
 * A document covers vulnerabilities when it has components and lists at least one vulnerability without an analysis. An
 * empty list is no scan: Trivy and others write it into every SBOM. Where every vulnerability has an analysis, or there
 * are no components, its analyses are statements on single vulnerabilities, which make no finding.
 */
export class CycloneDxReader implements ReportReader {
  private readonly references = new Map<string, Referenced[]>();
  private readonly vulnerabilities: VulnerabilityDraft[] = [];
  private readonly architectures = new Set<string>();
  private readonly carried = new Set<CarriedData>();
  private hasComponents = false;
  private operatingSystem: OperatingSystem | null = null;

  constructor(private readonly builder: ScanBuilder) {}

  element(list: string, value: unknown, path: JsonPath): void {
    switch (list) {
      case 'cyclonedx.components':
        this.component(value as BomComponent, path);
        break;
      case 'cyclonedx.services':
        this.service(value as BomService, path);
        break;
      case 'cyclonedx.vulnerabilities':
        this.vulnerability(value as BomVulnerability, path);
        break;
      case 'cyclonedx.annotations':
        addAnnotatedFailure(value, path, this.builder.failures);
        break;
      case 'cyclonedx.properties':
        addPropertyFailure(value, path, this.builder.failures);
        break;
    }
  }

  finish(skeleton: unknown): Scan {
    const document = skeleton as BomDocument;
    const { builder } = this;
    const { metadata } = document;
    const main = metadata?.component;
    if (main !== undefined) {
      this.refer(main['bom-ref'], { facts: this.factsOf(main) }, ['metadata', 'component']);
      main.components?.forEach((component, index) =>
        this.nested(component, ['metadata', 'component', 'components', index]),
      );
    }
    addFailures(document, builder.failures);
    const isScan = this.hasComponents && this.vulnerabilities.some(({ claim }) => claim.analysis === null);
    for (const draft of this.vulnerabilities) this.place(draft, !isScan);
    const hasFailed = builder.failures.count > 0;
    const looked = isScan ? (['match'] as const) : [];
    const tool = toolOf(metadata?.tools);
    // The databases of Grype that have EPSS have CISA's catalogue, too.
    if (this.carried.has('epss') && tool?.name === 'grype') this.carried.add('known-exploited');
    const layers = bomLayers(main);
    return builder.build({
      format: 'cyclonedx',
      tool: {
        name: builder.texts.orNull(tool?.name) ?? 'cyclonedx',
        version: builder.texts.orNull(tool?.version),
      },
      scannedAt: isoTime(metadata?.timestamp),
      databaseDate: null,
      subject: bomSubject(main),
      target: builder.texts.orNull(bomTarget(main)),
      platform: statedPlatform(main) ?? this.platformOfPackages(),
      attempted: hasFailed ? ['match'] : [],
      carries: [...this.carried].toSorted(),
      operatingSystem: this.operatingSystem,
      image: { user: null, hasHealthcheck: null, sizeBytes: null },
      ...(layers && { layers }),
      covers: hasFailed ? [] : looked,
    });
  }

  /** The one architecture that the operating system's packages name; several say nothing. */
  private platformOfPackages(): string | null {
    const [first] = this.architectures;
    return first !== undefined && this.architectures.size === 1 ? first : null;
  }

  private nested(component: BomComponent, path: JsonPath): void {
    this.component(component, path);
    component.components?.forEach((child, index) => this.nested(child, [...path, 'components', index]));
  }

  private component(component: BomComponent, path: JsonPath): void {
    this.hasComponents = true;
    const facts = this.factsOf(component);
    const [first, ...others] = placesOf(component);
    const key = this.builder.component({ ...facts, place: first ?? null }, [...path, 'purl']);
    for (const place of others) this.builder.component({ ...facts, place }, path);
    this.refer(component['bom-ref'], { key, facts }, path);
    const architecture = architectureOf(facts.purl);
    if (architecture !== null) this.architectures.add(platformOf(architecture));
    if (component.type === 'operating-system' && this.operatingSystem === null) {
      const isEndOfLife = endOfLifeOf(component);
      if (isEndOfLife !== null) this.carried.add('end-of-life');
      this.operatingSystem = { family: component.name, version: facts.version, isEndOfLife };
    }
  }

  private service(service: BomService, path: JsonPath): void {
    const facts = {
      purl: null,
      type: 'service',
      namespace: textIn(service.group),
      name: service.name,
      version: textIn(service.version),
    };
    this.refer(service['bom-ref'], { facts }, path);
  }

  /** The specification forbids a second equal reference. Where there is one, it may mean either, so it means both. */
  private refer(reference: string | undefined, referenced: Referenced, path: JsonPath): void {
    if (reference === undefined) return;
    const known = this.references.get(reference);
    if (known === undefined) {
      this.references.set(reference, [referenced]);
      return;
    }
    known.push(referenced);
    const message = `the bom-ref "${reference.slice(0, 200)}" stands here again; what refers to it is taken to mean all that have it`;
    this.builder.warnings.add([...path, 'bom-ref'], message);
  }

  private factsOf(component: BomComponent): PackageFacts {
    const { texts } = this.builder;
    return {
      purl: texts.orNull(component.purl),
      type: component.type,
      namespace: texts.orNull(component.group),
      name: component.name ?? '',
      version: texts.orNull(component.version),
      licences: licencesOf(component.licenses),
      source: sourceOf(component),
    };
  }

  private vulnerability(entry: BomVulnerability, path: JsonPath): void {
    const { texts } = this.builder;
    const others = objectsIn(entry['references']).map(({ id: other }) => textIn(other));
    const id = texts.orNull(entry.id) ?? texts.orNull(others.find((other) => other !== null));
    const { ratings, epss, isKnownExploited } = ratingsOf(entry, texts);
    if (epss !== null) this.carried.add('epss');
    if (isKnownExploited !== null) this.carried.add('known-exploited');
    this.builder.holdRatings(ratings.length, path);
    if (id === null) {
      this.builder.skipped.add(path, 'a vulnerability without an identifier');
      return;
    }
    if (entry.affects === undefined || entry.affects.length === 0) {
      this.builder.skipped.add(path, `${id} does not say what it affects`);
      return;
    }
    const { url } = objectIn(entry['source']);
    this.vulnerabilities.push({
      path,
      affects: entry.affects.map(({ ref, versions }) => ({ ref: texts.share(ref), ...(versions ? { versions } : {}) })),
      chosen: chosenSource(sourceIn(entry['source'])),
      ratings,
      fix: fixTextsOf(entry),
      claim: {
        reportedId: id,
        ids: advisoryIds(id, others).map((alias) => texts.share(alias)),
        title: null,
        description: texts.orNull(entry['description']) ?? texts.orNull(entry['detail']),
        publishedAt: isoTime(entry['published']),
        epss,
        isKnownExploited,
        url: texts.orNull(url) ?? texts.orNull(objectsIn(entry['advisories'])[0]?.['url']),
        analysis: this.analysisOf(entry['analysis']),
      },
    });
  }

  private analysisOf(value: unknown): Claim['analysis'] {
    const { texts } = this.builder;
    const analysis = objectIn(value);
    const state = STATES[textIn(analysis['state']) ?? ''];
    if (state === undefined) return null;
    const response = Array.isArray(analysis['response']) ? analysis['response'] : [];
    const said = response.filter((word) => typeof word === 'string').join(', ');
    const detail = [textIn(analysis['detail']), said].filter((part) => part);
    return { state, justification: texts.orNull(analysis['justification']), detail: texts.orNull(detail.join('; ')) };
  }

  private place({ path, claim, chosen, ratings, fix, affects }: VulnerabilityDraft, isStatement: boolean): void {
    const places = affects.map((affected, index) => {
      const targets = this.resolve(affected.ref);
      if (targets.length === 0) {
        const reference = affected.ref.slice(0, 200);
        this.builder.skipped.add(
          [...path, 'affects', index, 'ref'],
          `${claim.reportedId} affects "${reference}", which is neither in the document nor a purl`,
        );
      }
      return { affected, targets };
    });
    const fixes = new SaidFixes(
      fix,
      places.flatMap(({ targets }) => targets.map(({ name }) => name)),
    );
    const rated = new Map<string | null, Rated>();
    const sources = new Set(ratings.map(({ source }) => (source === null ? null : sourceName(source))));
    const rateFor = (vendor: string | null): Rated => {
      // The rating of another vendor is like that of any other source.
      const own = vendor !== null && sources.has(sourceName(vendor)) ? vendor : null;
      let found = rated.get(own);
      if (found === undefined) rated.set(own, (found = rate(ratings, { chosen, vendor: own })));
      return found;
    };
    for (const { affected, targets } of places) {
      for (const target of targets) {
        const { severity, score, vector } = rateFor(vendorOf(target.purl));
        const isOut = isUnaffected(affected, target.version);
        this.builder.claim({
          ...claim,
          ...fixes.fixFor(target, affected.versions),
          severity,
          cvssScore: score,
          cvssVector: this.builder.texts.orNull(vector),
          componentKey: target.key,
          analysis:
            isOut && claim.analysis === null
              ? { state: 'not_affected', justification: null, detail: 'the version is listed as unaffected' }
              : claim.analysis,
          ...(isStatement && claim.analysis !== null ? { isStatement } : {}),
        });
      }
    }
  }

  /** A reference is a `bom-ref`, or a BOM-Link whose fragment is one (of this or of another document), or a purl. */
  private resolve(reference: string): Target[] {
    const fragment = reference.startsWith('urn:cdx:') ? decodeFragment(reference) : reference;
    const referenced =
      this.references.get(reference) ?? (fragment === null ? undefined : this.references.get(fragment));
    if (referenced !== undefined) {
      const targets = new Map<string, Target>();
      for (const one of referenced) {
        const { name, version, purl } = one.facts;
        const key = 'key' in one ? one.key : this.builder.component(one.facts, []);
        targets.set(key, { key, name, version, purl });
      }
      return [...targets.values()];
    }
    const purl = fragment === null ? null : canonicalPurl(fragment);
    if (purl === null) return [];
    const parts = parsePurl(purl);
    const name = parts?.name ?? purl;
    const version = parts?.version ?? null;
    const key = this.builder.component({ purl, type: 'package', namespace: null, name, version, isListed: false }, []);
    return [{ key, name, version: null, purl }];
  }
}

function decodeFragment(reference: string): string | null {
  const mark = reference.indexOf('#');
  if (mark < 0) return null;
  try {
    return decodeURIComponent(reference.slice(mark + 1));
  } catch {
    return reference.slice(mark + 1);
  }
}

function isUnaffected({ versions }: BomAffected, version: string | null): boolean {
  return (
    version !== null &&
    objectsIn(versions).some((entry) => entry['version'] === version && entry['status'] === 'unaffected')
  );
}

/** The distribution whose package it is; it rates its own packages. */
function vendorOf(purl: string | null): string | null {
  return purl !== null && /^pkg:(?:deb|apk|rpm|alpm)\//.test(purl) ? (parsePurl(purl)?.namespace ?? null) : null;
}

/** Identifiers, names and expressions, mixed as tools mix them; some write a bare text. */
function licencesOf(licences: unknown): string[] {
  const entries: unknown[] = Array.isArray(licences) ? licences : [licences];
  return entries.flatMap((entry) => {
    const { expression, license } = objectIn(entry);
    const { id, name } = objectIn(license);
    return [entry, expression, license, textIn(id) ?? name].flatMap((text) => textIn(text) ?? []);
  });
}

function endOfLifeOf({ properties }: BomComponent): boolean | null {
  const told = propertiesIn(properties).find(
    ({ name, value }) => END_OF_LIFE.has(plainName(name)) && /^(?:true|false)$/i.test(value),
  );
  return told === undefined ? null : told.value.toLowerCase() === 'true';
}

const END_OF_LIFE = new Set(['eosl', 'iseosl', 'eol', 'iseol', 'endoflife', 'isendoflife']);

/** The locations of a component: the specification's evidence, and the properties that Trivy and Syft write. */
function placesOf(component: BomComponent): Place[] {
  const places: Place[] = objectsIn(objectIn(component.evidence)['occurrences']).map(({ location }) => ({
    path: textIn(location),
    layer: null,
  }));
  const properties = new Map(propertiesIn(component.properties).map(({ name, value }) => [name, value]));
  const value = (name: string): string | null => properties.get(name) ?? null;
  const layer = value('aquasecurity:trivy:LayerDigest') ?? value('aquasecurity:trivy:LayerDiffID');
  const path = value('aquasecurity:trivy:FilePath');
  if (layer !== null || path !== null) places.push({ path, layer });
  for (let index = 0; index < 100; index++) {
    const location = value(`syft:location:${index}:path`);
    if (location === null) break;
    places.push({ path: location, layer: value(`syft:location:${index}:layerID`) });
  }
  return places;
}

/** Of a package of a distribution: the properties that Trivy and Syft write. */
function sourceOf({ purl, properties: written }: BomComponent): SourcePackage | null {
  const [, type] = /^pkg:([a-z]+)\//.exec(purl ?? '') ?? [];
  if (type === undefined || !OF_DISTRIBUTIONS.has(type)) return null;
  const properties = new Map(propertiesIn(written).map(({ name, value }) => [name, value]));
  const value = (name: string): string | null => properties.get(name) ?? null;
  const trivy = (name: string): string | null => value(`aquasecurity:trivy:${name}`);
  const [epoch, version, release] = [trivy('SrcEpoch'), trivy('SrcVersion'), trivy('SrcRelease')];
  const epochOf = epoch === null || epoch === '0' ? '' : `${epoch}:`;
  const ofTrivy = version === null ? null : `${epochOf}${version}${release === null ? '' : `-${release}`}`;
  return (
    sourcePackage(type, trivy('SrcName'), ofTrivy) ??
    sourcePackage(type, value('syft:metadata:source'), value('syft:metadata:sourceVersion')) ??
    sourcePackage(type, value('syft:metadata:originPackage') ?? value('syft:metadata:sourceRpm'))
  );
}

/** metadata.tools is read leniently, so nothing is taken for granted about its shape. */
function toolOf(tools: unknown): BomTool | undefined {
  const groups: unknown[] = Array.isArray(tools)
    ? [tools]
    : typeof tools === 'object' && tools !== null
      ? Object.values(tools)
      : [];
  for (const group of groups) {
    if (!Array.isArray(group)) continue;
    const named: unknown = group.find(
      (tool: unknown) => typeof tool === 'object' && tool !== null && 'name' in tool && typeof tool.name === 'string',
    );
    if (named !== undefined) return named as BomTool;
  }
  return undefined;
}
