import { lineNumber } from '../line-number.js';
import { lookupTable } from '../../model/lookup-table.js';
import type { AnalysisState } from '../../model/analysis-state.js';
import { FINDING_KINDS, type FindingKind } from '../../model/finding-kind.js';
import { buildPurl } from '../../model/purl.js';
import { advisoryIds } from '../advisory-ids.js';
import { jsonPointer, type JsonPath } from '../json-stream/json-pointer.js';
import type { ReportReader } from '../report-reader.js';
import type { OwnClaim, ScanBuilder } from '../scan-builder.js';
import type { CarriedData, Claim, OperatingSystem, Place, Problem, Scan } from '../scan.js';
import { severityOfWord } from '../severity-words.js';
import { filled } from '../shared-texts.js';
import { sourcePackage } from '../source-package.js';
import { isoTime } from '../timestamps.js';
import { distroOf, ecosystemOf, nameParts, typeOfTarget } from './package-purl.js';
import { NamedPackages } from './named-packages.js';
import type {
  TrivyDocument,
  TrivyLayer,
  TrivyLicence,
  TrivyMisconfiguration,
  TrivyModifiedFinding,
  TrivyPackage,
  TrivyResource,
  TrivyResult,
  TrivySecret,
  TrivyVulnerability,
} from './trivy-report.js';
import { trivySeverity } from './trivy-severity.js';
import {
  imageFactsOf,
  imageLayersOf,
  imagePlatformOf,
  operatingSystemOf,
  subjectOf,
  targetOf,
} from './trivy-subject.js';

/** A package as an entry names it; its result, read later, may add what the purl lacks. */
interface PackageDraft {
  readonly path: JsonPath;
  readonly purl: string | null;
  readonly name: string;
  readonly version: string | null;
  readonly arch: string | null;
  /** Name and version of the package that it is built from. */
  readonly source: { readonly name: string; readonly version: string | null } | null;
  readonly licences: readonly string[];
  readonly filePath: string | null;
  readonly layer: string | null;
}

/** The package that an entry names, in the report's own words. */
interface WrittenPackage {
  readonly purl: unknown;
  readonly name: unknown;
  readonly version: unknown;
  readonly filePath: unknown;
  readonly digest: unknown;
  readonly diffId: unknown;
}

/** What was found in one result, until its type and target are known: they may come after its lists. */
interface ResultDraft {
  readonly packages: PackageDraft[];
  readonly claims: { readonly package: PackageDraft; readonly claim: OwnClaim }[];
  readonly problems: Problem[];
  readonly licences: LicenceDraft[];
  /** What the last claim was about: entries about one package mostly follow each other. */
  lastNamed: { readonly written: WrittenPackage; readonly package: PackageDraft } | null;
}

/** The first package of each name and version, anywhere in a result and at each path. */
interface ListedPackages {
  readonly anywhere: Map<string, PackageDraft>;
  readonly atPlace: Map<string, PackageDraft>;
}

interface LicenceDraft {
  readonly path: JsonPath;
  readonly problem: Problem;
  readonly packageName: string | null;
}

interface Suppression {
  readonly analysis: Claim['analysis'];
}

/** The lists of a result whose entries end up in its draft. */
const LISTS = new Set([
  'Vulnerabilities',
  'Packages',
  'Misconfigurations',
  'Secrets',
  'Licenses',
  'ExperimentalModifiedFindings',
]);

/** The lists of a Kubernetes report, newest first. */
/** Of which findings and packages state both names: more than any image has. */
const MOST_LAYERS = 512;

const GROUPS = ['Resources', 'Findings', 'Vulnerabilities', 'Misconfigurations'] as const;

/** States that Trivy's VEX support writes, as ours. */
const STATES: Readonly<Record<string, AnalysisState>> = lookupTable({
  not_affected: 'not_affected',
  affected: 'affected',
  fixed: 'fixed',
  under_investigation: 'under_investigation',
});

/**
 * Reads Trivy's JSON: schema 2, the bare list of schema 1, and Kubernetes reports.
 *
 * Trivy does not say which scanners ran, so what it covers is taken from the results: a result of packages
 * (`os-pkgs`, `lang-pkgs`, or a list of vulnerabilities) means that vulnerabilities were looked for, a result
 * of class `secret`, `config` or `license` that those were. Trivy leaves out results without findings for
 * secrets and licences, so "none found" and "not looked for" are the same there, and read as not covered.
 *
 * A workload that was not scanned has an `Error`. It does not say which of its kinds failed, so none is covered.
 */
export class TrivyReader implements ReportReader {
  private readonly results = new Map<string, ResultDraft>();
  private readonly covered = new Set<FindingKind>();
  /** Of layers, by the digest of their compressed form. */
  private readonly diffIdOf = new Map<string, string>();
  private isSystemMatched = false;
  private lastResult: { readonly path: JsonPath; readonly draft: ResultDraft } | null = null;

  constructor(private readonly builder: ScanBuilder) {}

  element(list: string, value: unknown, path: JsonPath): void {
    switch (list) {
      case 'trivy.vulnerabilities':
        this.vulnerability(value as TrivyVulnerability, path, null);
        break;
      case 'trivy.packages':
        this.package(value as TrivyPackage, path);
        break;
      case 'trivy.misconfigurations':
        this.misconfiguration(value as TrivyMisconfiguration, path, false);
        break;
      case 'trivy.secrets':
        this.secret(value as TrivySecret, path, false);
        break;
      case 'trivy.licences':
        this.licence(value as TrivyLicence, path, false);
        break;
      case 'trivy.modified':
        this.modified(value as TrivyModifiedFinding, path);
        break;
      default:
        this.builder.skipped.add(path, 'a custom resource: Plimsoll has no such kind of finding');
    }
  }

  finish(skeleton: unknown): Scan {
    const { builder } = this;
    const isList = Array.isArray(skeleton);
    const document = (isList ? { Results: skeleton } : (skeleton ?? {})) as TrivyDocument;
    if (skeleton === null || (Array.isArray(skeleton) && skeleton.length === 0)) {
      builder.warnings.add(
        [],
        'null or an empty list: older Trivy wrote this where it found nothing. It says nothing of what was looked for.',
      );
    }
    const system = operatingSystemOf(document);
    this.finishResults(document.Results, isList ? [] : ['Results'], null, system);
    for (const group of GROUPS) {
      document[group]?.forEach((resource, index) => {
        this.failure(resource, [group, index]);
        this.finishResults(resource.Results, [group, index, 'Results'], resource, null);
      });
    }
    const isFailed = builder.failures.count > 0;
    // What a failed workload was scanned for is not told; vulnerabilities of its image are the least.
    if (isFailed) this.covered.add('match');
    const kinds = FINDING_KINDS.filter((kind) => this.covered.has(kind));
    const layers = imageLayersOf(document, this.diffIdOf);
    return builder.build({
      format: 'trivy',
      tool: { name: 'trivy', version: builder.texts.orNull(document.Trivy?.Version) },
      scannedAt: isoTime(document.CreatedAt),
      // Trivy's JSON does not name its database's date.
      databaseDate: null,
      subject: subjectOf(document),
      target: builder.texts.orNull(targetOf(document)),
      platform: imagePlatformOf(document),
      attempted: isFailed ? kinds : [],
      carries: this.carriesOf(document),
      operatingSystem: system,
      image: imageFactsOf(document),
      ...(layers && { layers }),
      covers: isFailed ? [] : kinds,
    });
  }

  private failure(resource: TrivyResource, path: JsonPath): void {
    const { Error: message } = resource;
    if (message) this.builder.failures.add([...path, 'Error'], `${workloadOf(resource)}: ${message}`);
  }

  /** `EOSL` is left out where it is false. Trivy looks it up where it matches the system's packages, for a system that it names. */
  private carriesOf({ Metadata }: TrivyDocument): CarriedData[] {
    const family = Metadata?.OS?.Family;
    return family && family !== 'none' && this.isSystemMatched ? ['end-of-life'] : [];
  }

  private vulnerability(entry: TrivyVulnerability, path: JsonPath, suppression: Suppression | null): void {
    const id = filled(entry.VulnerabilityID);
    const name = filled(entry.PkgName);
    if (id === null || name === null) {
      this.builder.skipped.add(path, `a vulnerability without ${id === null ? 'an identifier' : 'a package'}`);
      return;
    }
    const rated = trivySeverity(entry);
    const fixedVersion = filled(entry.FixedVersion);
    const result = this.resultOf(path);
    result.claims.push({
      package: this.packageNamed(entry, name, path, result),
      claim: this.builder.textsOf({
        reportedId: id,
        ids: advisoryIds(id, entry.VendorIDs ?? []),
        severity: rated.severity,
        title: filled(entry.Title),
        description: filled(entry.Description),
        fixedVersion,
        fixState: filled(entry.Status) ?? (fixedVersion === null ? null : 'fixed'),
        publishedAt: isoTime(entry.PublishedDate),
        cvssScore: rated.score,
        cvssVector: filled(rated.vector),
        epss: null,
        isKnownExploited: null,
        url: filled(entry.PrimaryURL),
        analysis: suppression?.analysis ?? null,
        ...(suppression === null ? {} : { isSuppressed: true, suppressedBy: 'person' as const }),
      }),
    });
  }

  /** The same object as for the entry before, where it names the same. */
  private packageNamed(entry: TrivyVulnerability, name: string, path: JsonPath, result: ResultDraft): PackageDraft {
    const { PkgIdentifier, PkgName, InstalledVersion, PkgPath, Layer } = entry;
    const written = {
      purl: PkgIdentifier?.PURL,
      name: PkgName,
      version: InstalledVersion,
      filePath: PkgPath,
      digest: Layer?.Digest,
      diffId: Layer?.DiffID,
    };
    const last = result.lastNamed;
    if (last !== null && isSame(last.written, written)) return last.package;
    const { texts } = this.builder;
    const named: PackageDraft = {
      path,
      purl: texts.orNull(written.purl),
      name: texts.share(name),
      version: texts.orNull(written.version),
      arch: null,
      source: null,
      licences: [],
      filePath: texts.orNull(written.filePath),
      layer: this.layerOf(Layer),
    };
    result.lastNamed = { written, package: named };
    return named;
  }

  private package(entry: TrivyPackage, path: JsonPath): void {
    const { texts } = this.builder;
    const name = texts.orNull(entry.Name);
    if (name === null) {
      this.builder.skipped.add(path, 'a package without a name');
      return;
    }
    this.resultOf(path).packages.push({
      path,
      purl: texts.orNull(entry.Identifier?.PURL),
      name,
      version: texts.orNull(packageVersion(entry)),
      arch: texts.orNull(entry.Arch),
      source: sourceIn(entry),
      licences: entry.Licenses ?? (entry.License ? [entry.License] : []),
      filePath: texts.orNull(entry.FilePath),
      layer: this.layerOf(entry.Layer),
    });
  }

  private misconfiguration(entry: TrivyMisconfiguration, path: JsonPath, isSuppressed: boolean): void {
    const { texts } = this.builder;
    const rule = texts.orNull(entry.ID) ?? texts.orNull(entry.AVDID);
    // PASS is a check that found nothing wrong, EXCEPTION one that a policy took out.
    if (entry.Status === 'PASS' || entry.Status === 'EXCEPTION') return;
    if (rule === null) {
      this.builder.skipped.add(path, 'a misconfiguration without a rule');
      return;
    }
    this.resultOf(path).problems.push({
      kind: 'misconfiguration',
      rule,
      severity: severityOfWord(entry.Severity),
      title: texts.orNull(entry.Title) ?? rule,
      description: texts.orNull(entry.Message) ?? texts.orNull(entry.Description),
      resolution: texts.orNull(entry.Resolution),
      path: null,
      startLine: lineNumber(entry.CauseMetadata?.StartLine),
      endLine: lineNumber(entry.CauseMetadata?.EndLine),
      subject: texts.orNull(subjectOfCheck(entry)),
      layer: this.layerOf(entry.Layer),
      componentKey: null,
      url: texts.orNull(entry.PrimaryURL),
      isSuppressed,
    });
  }

  /** `Match` and `Code` show the secret itself and are left behind on purpose. */
  private secret(entry: TrivySecret, path: JsonPath, isSuppressed: boolean): void {
    const { texts } = this.builder;
    const rule = texts.orNull(entry.RuleID) ?? texts.orNull(entry.Category);
    if (rule === null) {
      this.builder.skipped.add(path, 'a secret without a rule');
      return;
    }
    this.resultOf(path).problems.push({
      kind: 'secret',
      rule,
      severity: severityOfWord(entry.Severity),
      title: texts.orNull(entry.Title) ?? rule,
      description: null,
      resolution: null,
      path: null,
      startLine: lineNumber(entry.StartLine),
      endLine: lineNumber(entry.EndLine),
      subject: entry.Offset ? `offset ${entry.Offset}` : null,
      layer: this.layerOf(entry.Layer),
      componentKey: null,
      url: null,
      isSuppressed,
    });
  }

  private licence(entry: TrivyLicence, path: JsonPath, isSuppressed: boolean): void {
    const { texts } = this.builder;
    const rule = texts.orNull(entry.Name);
    if (rule === null) {
      this.builder.skipped.add(path, 'a licence without a name');
      return;
    }
    const name = texts.orNull(entry.PkgName);
    const category = texts.orNull(entry.Category);
    this.resultOf(path).licences.push({
      path,
      packageName: name,
      problem: {
        kind: 'licence',
        rule,
        severity: severityOfWord(entry.Severity),
        title: texts.share(`${rule}${category === null ? '' : ` (${category})`}${name === null ? '' : ` in ${name}`}`),
        description: null,
        resolution: null,
        path: texts.orNull(entry.FilePath),
        startLine: null,
        endLine: null,
        subject: null,
        layer: null,
        componentKey: null,
        url: texts.orNull(entry.Link),
        isSuppressed,
      },
    });
  }

  private modified(entry: TrivyModifiedFinding, path: JsonPath): void {
    const { texts } = this.builder;
    const finding = entry.Finding ?? {};
    const within = [...path, 'Finding'];
    switch (entry.Type) {
      case 'vulnerability': {
        const state = STATES[entry.Status ?? ''];
        const analysis =
          state === undefined
            ? null
            : { state, justification: texts.orNull(entry.Statement), detail: texts.orNull(entry.Source) };
        this.vulnerability(finding, within, { analysis });
        break;
      }
      case 'misconfiguration':
        this.misconfiguration({ ...finding, Status: 'FAIL' }, within, true);
        break;
      case 'secret':
        this.secret(finding, within, true);
        break;
      case 'license':
        this.licence(finding, within, true);
        break;
      default:
        this.builder.skipped.add(path, `a modified finding of the type ${JSON.stringify(entry.Type ?? null)}`);
    }
  }

  private finishResults(
    results: readonly TrivyResult[] | null | undefined,
    path: JsonPath,
    resource: TrivyResource | null,
    system: OperatingSystem | null,
  ): void {
    const packages = new NamedPackages();
    const licences: { readonly draft: LicenceDraft; readonly target: string | null }[] = [];
    results?.forEach((result, index) => {
      this.cover(result);
      const key = jsonPointer([...path, index]);
      const draft = this.results.get(key);
      this.results.delete(key);
      if (draft === undefined) return;
      const target = this.builder.texts.orNull(placeOf(result, resource));
      this.finishResult(result, draft, { system, target, packages });
      for (const licence of draft.licences) licences.push({ draft: licence, target });
    });
    for (const { draft, target } of licences) this.finishLicence(draft, target, packages);
  }

  private finishResult(
    result: TrivyResult,
    draft: ResultDraft,
    { system, target, packages }: { system: OperatingSystem | null; target: string | null; packages: NamedPackages },
  ): void {
    const listed: ListedPackages = { anywhere: new Map(), atPlace: new Map() };
    for (const entry of draft.packages) {
      const [id, place] = [idOf(entry), placeIdOf(entry)];
      if (!listed.anywhere.has(id)) listed.anywhere.set(id, entry);
      if (!listed.atPlace.has(place)) listed.atPlace.set(place, entry);
      packages.add(entry.name, { ...entry, key: this.addPackage(entry, result, system, target, true) });
    }
    let known: PackageDraft | null = null;
    let key = '';
    for (const { package: entry, claim } of draft.claims) {
      // Said again, it adds nothing to its component.
      if (entry !== known) {
        const named = entry.purl === null ? asListed(entry, listed) : entry;
        key = this.addPackage(named, result, system, target, false);
        packages.add(entry.name, { ...entry, key });
        known = entry;
      }
      this.builder.claimOf(key, claim);
    }
    for (const problem of draft.problems) this.builder.problem({ ...problem, path: target });
  }

  /** A licence's package may be listed in another result, and where packages are not listed nowhere. */
  private finishLicence(
    { path, problem, packageName }: LicenceDraft,
    target: string | null,
    packages: NamedPackages,
  ): void {
    const componentKey =
      packageName === null
        ? null
        : (packages.ownerOf(packageName, problem.rule, problem.path) ??
          this.builder.component(
            {
              purl: null,
              type: 'package',
              name: packageName,
              version: null,
              licences: [problem.rule],
              isListed: false,
            },
            path,
          ));
    this.builder.problem({ ...problem, path: problem.path ?? target, componentKey });
  }

  private addPackage(
    entry: PackageDraft,
    result: TrivyResult,
    system: OperatingSystem | null,
    target: string | null,
    isListed: boolean,
  ): string {
    const type = result.Type ?? typeOfTarget(result.Target ?? '') ?? '';
    const ecosystem = ecosystemOf(type);
    const isSystem = ecosystem?.isOperatingSystem ?? result.Class === 'os-pkgs';
    const { namespace, name } = nameParts(ecosystem?.type ?? '', entry.name);
    let purl = entry.purl;
    if (purl === null && ecosystem !== null) {
      const { epoch, version } = isSystem ? splitEpoch(entry.version) : { epoch: null, version: entry.version };
      purl = buildPurl({
        type: ecosystem.type,
        namespace: ecosystem.namespace ?? namespace,
        name,
        version,
        qualifiers: isSystem
          ? {
              ...distroOf(system),
              ...(entry.arch === null ? {} : { arch: entry.arch }),
              ...(epoch === null ? {} : { epoch }),
            }
          : {},
      });
    }
    const place: Place = { path: entry.filePath ?? (isSystem ? null : target), layer: entry.layer };
    return this.builder.component(
      {
        purl,
        type: ecosystem?.type ?? (type === '' ? 'package' : type),
        namespace: ecosystem?.namespace ?? namespace,
        name,
        version: entry.version,
        licences: entry.licences,
        place,
        source: sourcePackage(ecosystem?.type ?? '', entry.source?.name, entry.source?.version),
        isListed,
      },
      entry.path,
    );
  }

  private cover(result: TrivyResult): void {
    const isPackages = result.Class === 'os-pkgs' || result.Class === 'lang-pkgs';
    if (isPackages || 'Vulnerabilities' in result) this.covered.add('match');
    if (result.Class === 'os-pkgs' || ecosystemOf(result.Type ?? '')?.isOperatingSystem) this.isSystemMatched = true;
    if (result.Class === 'config' || 'Misconfigurations' in result) this.covered.add('misconfiguration');
    if (result.Class === 'secret' || 'Secrets' in result) this.covered.add('secret');
    const isLicence = result.Class === 'license' || result.Class === 'license-file';
    if (isLicence || 'Licenses' in result) this.covered.add('licence');
  }

  /** The draft of the result that an entry at this path belongs to. */
  private resultOf(path: JsonPath): ResultDraft {
    if (this.lastResult !== null && isNeighbour(this.lastResult.path, path)) return this.lastResult.draft;
    const end = path.findLastIndex((step) => typeof step === 'string' && LISTS.has(step));
    const key = jsonPointer(path.slice(0, end));
    let draft = this.results.get(key);
    if (draft === undefined)
      this.results.set(key, (draft = { packages: [], claims: [], problems: [], licences: [], lastNamed: null }));
    this.lastResult = { path, draft };
    return draft;
  }

  private layerOf(layer: TrivyLayer | null | undefined): string | null {
    const digest = this.builder.texts.orNull(layer?.Digest);
    const diffId = this.builder.texts.orNull(layer?.DiffID);
    if (digest !== null && diffId !== null && this.diffIdOf.size < MOST_LAYERS) this.diffIdOf.set(digest, diffId);
    return digest ?? diffId;
  }
}

/** Whether two entries are in the same list. */
function isNeighbour(a: JsonPath, b: JsonPath): boolean {
  const last = a.length - 1;
  if (b.length !== a.length || typeof a[last] !== 'number' || typeof b[last] !== 'number') return false;
  for (let at = 0; at < last; at += 1) if (a[at] !== b[at]) return false;
  return true;
}

function isSame(a: WrittenPackage, b: WrittenPackage): boolean {
  return (
    a.name === b.name &&
    a.version === b.version &&
    a.purl === b.purl &&
    a.filePath === b.filePath &&
    a.digest === b.digest &&
    a.diffId === b.diffId
  );
}

/** A result's target; in a cluster led by the workload, for targets are only unique within one. */
function placeOf(result: TrivyResult, resource: TrivyResource | null): string {
  const target = result.Target ?? '';
  if (resource === null) return target;
  const workload = workloadOf(resource);
  return workload.endsWith(target) ? workload : `${workload}: ${target}`;
}

function workloadOf({ Namespace, Kind, Name }: TrivyResource): string {
  return [Namespace, Kind, Name].filter((part) => part).join('/');
}

/** The architecture and the purl of a package that a vulnerability names without them, as in older releases, stand in the list of its result. */
function asListed(entry: PackageDraft, { anywhere, atPlace }: ListedPackages): PackageDraft {
  const found = atPlace.get(placeIdOf(entry)) ?? anywhere.get(idOf(entry));
  return found === undefined ? entry : { ...entry, purl: found.purl, arch: found.arch };
}

function idOf({ name, version }: PackageDraft): string {
  return JSON.stringify([name, version]);
}

function placeIdOf({ name, version, filePath }: PackageDraft): string {
  return JSON.stringify([name, version, filePath]);
}

/** As Trivy writes `InstalledVersion`: epoch, version and release. */
function packageVersion({ Epoch, Version, Release }: TrivyPackage): string | null {
  return versionOf(Epoch, Version, Release);
}

function versionOf(
  epoch: number | null | undefined,
  version: string | null | undefined,
  release: string | null | undefined,
): string | null {
  if (!version) return null;
  return `${epoch ? `${epoch}:` : ''}${version}${release ? `-${release}` : ''}`;
}

function sourceIn({ SrcName, SrcEpoch, SrcVersion, SrcRelease }: TrivyPackage): PackageDraft['source'] {
  return SrcName ? { name: SrcName, version: versionOf(SrcEpoch, SrcVersion, SrcRelease) } : null;
}

/** Trivy's own purls have the epoch as a qualifier. */
function splitEpoch(version: string | null): { epoch: string | null; version: string | null } {
  const [, epoch, rest] = /^([1-9]\d*):(.+)$/.exec(version ?? '') ?? [];
  return { epoch: epoch ?? null, version: rest ?? version };
}

/** What a check is about: the resource, in code for a cloud; else what its message names, such as one of several containers. */
function subjectOfCheck({ CauseMetadata: cause, Message }: TrivyMisconfiguration): string | null {
  return cause?.Resource || Message || [cause?.Provider, cause?.Service].filter((part) => part).join('/') || null;
}
