import type { AnalysisState } from '../../model/analysis-state.js';
import { canonicalPurl } from '../../model/purl.js';
import { advisoryIds } from '../advisory-ids.js';
import type { JsonPath } from '../json-stream/json-pointer.js';
import type { ReportReader } from '../report-reader.js';
import type { PackageFacts, ScanBuilder } from '../scan-builder.js';
import type { Claim, OperatingSystem, Place, Scan } from '../scan.js';
import { isoTime } from '../timestamps.js';
import { bestRating } from './bom-rating.js';
import { bomSubject, bomTarget } from './bom-subject.js';
import type {
  BomAffected,
  BomComponent,
  BomDocument,
  BomProperty,
  BomService,
  BomTool,
  BomVulnerability,
} from './cyclonedx-bom.js';

const STATES: Readonly<Record<string, AnalysisState>> = {
  exploitable: 'affected',
  in_triage: 'under_investigation',
  resolved: 'fixed',
  resolved_with_pedigree: 'fixed',
  false_positive: 'false_positive',
  not_affected: 'not_affected',
};

/** What a `bom-ref` stands for: a component that was taken in, or something that is taken in once it is affected. */
type Referenced = { readonly key: string; readonly version: string | null } | { readonly facts: PackageFacts };

interface VulnerabilityDraft {
  readonly path: JsonPath;
  readonly claim: Omit<Claim, 'componentKey'>;
  readonly affects: readonly BomAffected[];
}

/**
 * Reads CycloneDX, SBOM and VEX alike.
 *
 * A document covers vulnerabilities when it lists at least one and has components. An empty list is no scan:
 * Trivy and others write it into every SBOM. A VEX document is somebody's word on single vulnerabilities.
 */
export class CycloneDxReader implements ReportReader {
  private readonly references = new Map<string, Referenced>();
  private readonly vulnerabilities: VulnerabilityDraft[] = [];
  private hasComponents = false;
  private operatingSystem: OperatingSystem | null = null;

  constructor(private readonly builder: ScanBuilder) {}

  element(list: string, value: unknown, path: JsonPath): void {
    switch (list) {
      case 'cyclonedx.components':
        this.component(value as BomComponent, path);
        break;
      case 'cyclonedx.services':
        this.service(value as BomService);
        break;
      case 'cyclonedx.vulnerabilities':
        this.vulnerability(value as BomVulnerability, path);
        break;
    }
  }

  finish(skeleton: unknown): Scan {
    const document = skeleton as BomDocument;
    const { builder } = this;
    const { metadata } = document;
    const main = metadata?.component;
    if (main !== undefined) {
      this.refer(main['bom-ref'], { facts: this.factsOf(main) });
      main.components?.forEach((component, index) =>
        this.nested(component, ['metadata', 'component', 'components', index]),
      );
    }
    const hasVulnerabilities = this.vulnerabilities.length > 0;
    const covers = hasVulnerabilities && this.hasComponents ? (['match'] as const) : [];
    for (const draft of this.vulnerabilities) this.place(draft);
    const tool = toolOf(metadata?.tools);
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
      platform: null,
      attempted: [],
      carries: [],
      operatingSystem: this.operatingSystem,
      image: { user: null, hasHealthcheck: null, sizeBytes: null },
      covers,
    });
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
    this.refer(component['bom-ref'], { key, version: facts.version });
    if (component.type === 'operating-system' && this.operatingSystem === null) {
      this.operatingSystem = { family: component.name, version: facts.version, isEndOfLife: null };
    }
  }

  private service(service: BomService): void {
    this.refer(service['bom-ref'], {
      facts: {
        purl: null,
        type: 'service',
        namespace: service.group ?? null,
        name: service.name,
        version: service.version ?? null,
      },
    });
  }

  private refer(reference: string | undefined, referenced: Referenced): void {
    // The first of two equal references wins; the specification forbids a second.
    if (reference !== undefined && !this.references.has(reference)) this.references.set(reference, referenced);
  }

  private factsOf(component: BomComponent): PackageFacts {
    const { texts } = this.builder;
    return {
      purl: texts.orNull(component.purl),
      type: component.type,
      namespace: texts.orNull(component.group),
      name: component.name ?? '',
      version: texts.orNull(component.version),
      licences: (component.licenses ?? []).map(
        (licence) => licence.expression ?? licence.license?.id ?? licence.license?.name ?? '',
      ),
    };
  }

  private vulnerability(entry: BomVulnerability, path: JsonPath): void {
    const { texts } = this.builder;
    const id = texts.orNull(entry.id) ?? texts.orNull(entry.references?.find((other) => other.id)?.id);
    if (id === null) {
      this.builder.skipped.add(path, 'a vulnerability without an identifier');
      return;
    }
    if (entry.affects === undefined || entry.affects.length === 0) {
      this.builder.skipped.add(path, `${id} does not say what it affects`);
      return;
    }
    const rating = bestRating(entry.ratings ?? []);
    const others = (entry.references ?? []).map((reference) => reference.id);
    const state = STATES[entry.analysis?.state ?? ''];
    const detail = [entry.analysis?.detail, entry.analysis?.response?.join(', ')].filter((part) => part);
    this.vulnerabilities.push({
      path,
      affects: entry.affects.map(({ ref, versions }) => ({ ref: texts.share(ref), ...(versions && { versions }) })),
      claim: {
        reportedId: id,
        ids: advisoryIds(id, others).map((alias) => texts.share(alias)),
        severity: rating.severity,
        title: null,
        description: texts.orNull(entry.description) ?? texts.orNull(entry.detail),
        fixedVersion: fixedVersionOf(entry.recommendation),
        fixState: null,
        publishedAt: isoTime(entry.published),
        cvssScore: rating.score,
        cvssVector: texts.orNull(rating.vector),
        epss: null,
        isKnownExploited: null,
        url: texts.orNull(entry.source?.url) ?? texts.orNull(entry.advisories?.[0]?.url),
        analysis:
          state === undefined
            ? null
            : {
                state,
                justification: texts.orNull(entry.analysis?.justification),
                detail: texts.orNull(detail.join('; ')),
              },
      },
    });
  }

  private place({ path, claim, affects }: VulnerabilityDraft): void {
    affects.forEach((affected, index) => {
      const place = [...path, 'affects', index, 'ref'];
      const target = this.resolve(affected.ref);
      if (target === null) {
        const reference = affected.ref.slice(0, 200);
        this.builder.skipped.add(
          place,
          `${claim.reportedId} affects "${reference}", which is neither in the document nor a purl`,
        );
        return;
      }
      const isOut = isUnaffected(affected, target.version);
      const analysis =
        isOut && claim.analysis === null
          ? ({ state: 'not_affected', justification: null, detail: 'the version is listed as unaffected' } as const)
          : claim.analysis;
      this.builder.claim({ ...claim, componentKey: target.key, analysis });
    });
  }

  /** A reference is a `bom-ref`, or a BOM-Link whose fragment is one (of this or of another document), or a purl. */
  private resolve(reference: string): { key: string; version: string | null } | null {
    const fragment = reference.startsWith('urn:cdx:') ? decodeFragment(reference) : reference;
    const referenced =
      this.references.get(reference) ?? (fragment === null ? undefined : this.references.get(fragment));
    if (referenced !== undefined) {
      if ('key' in referenced) return referenced;
      return { key: this.builder.component(referenced.facts, []), version: referenced.facts.version };
    }
    const purl = fragment === null ? null : canonicalPurl(fragment);
    if (purl === null) return null;
    return { key: this.builder.component({ purl, type: 'package', name: purl, version: null }, []), version: null };
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
    version !== null && (versions ?? []).some((entry) => entry.version === version && entry.status === 'unaffected')
  );
}

/** Trivy and Grype write the fixed version as a sentence: "Upgrade foo to version 1.2.3". */
function fixedVersionOf(recommendation: string | undefined): string | null {
  return /\bto version ([\w.+~:, -]{1,200}?)(?:;|\.?$)/i.exec(recommendation ?? '')?.[1]?.trim() ?? null;
}

/** Where a component lies: the specification's evidence, and the properties that Trivy and Syft write. */
function placesOf(component: BomComponent): Place[] {
  const places: Place[] = (component.evidence?.occurrences ?? []).map(({ location }) => ({
    path: location ?? null,
    layer: null,
  }));
  const properties = component.properties ?? [];
  const value = (name: string): string | null => findProperty(properties, name);
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

function findProperty(properties: readonly BomProperty[], name: string): string | null {
  return properties.find((property) => property.name === name)?.value ?? null;
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
