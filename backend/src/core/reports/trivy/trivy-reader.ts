import type { AnalysisState } from '../../model/analysis-state.js';
import type { FindingKind } from '../../model/finding-kind.js';
import { buildPurl } from '../../model/purl.js';
import { advisoryIds } from '../advisory-ids.js';
import { jsonPointer, type JsonPath } from '../json-stream/json-pointer.js';
import type { ReportReader } from '../report-reader.js';
import type { ScanBuilder } from '../scan-builder.js';
import type { Claim, OperatingSystem, Place, Problem, Scan } from '../scan.js';
import { severityOfWord } from '../severity-words.js';
import { isoTime } from '../timestamps.js';
import { distroOf, ecosystemOf, nameParts, typeOfTarget } from './package-purl.js';
import { bestCvss } from './trivy-cvss.js';
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
import { imageFactsOf, operatingSystemOf, subjectOf, targetOf } from './trivy-subject.js';

/** A package as an entry names it; its result, read later, may add what the purl lacks. */
interface PackageDraft {
  readonly path: JsonPath;
  readonly purl: string | null;
  readonly name: string;
  readonly version: string | null;
  readonly arch: string | null;
  readonly epoch: number | null;
  readonly licences: readonly string[];
  readonly filePath: string | null;
  readonly layer: string | null;
}

type ClaimDraft = Omit<Claim, 'componentKey'>;

/** What was found in one result, until its type and target are known: they may come after its lists. */
interface ResultDraft {
  readonly packages: PackageDraft[];
  readonly claims: { readonly package: PackageDraft; readonly claim: ClaimDraft }[];
  readonly problems: { readonly problem: Problem; readonly packageName: string | null }[];
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

/** States that Trivy's VEX support writes, as ours. */
const STATES: Readonly<Record<string, AnalysisState>> = {
  not_affected: 'not_affected',
  affected: 'affected',
  fixed: 'fixed',
  under_investigation: 'under_investigation',
};

/**
 * Reads Trivy's JSON: schema 2, the bare list of schema 1, and Kubernetes reports.
 *
 * Trivy does not say which scanners ran, so what it covers is taken from the results: a result of packages
 * (`os-pkgs`, `lang-pkgs`, or a list of vulnerabilities) means that vulnerabilities were looked for, a result
 * of class `secret`, `config` or `license` that those were. Trivy leaves out results without findings for
 * secrets and licences, so "none found" and "not looked for" are the same there, and read as not covered.
 */
export class TrivyReader implements ReportReader {
  private readonly results = new Map<string, ResultDraft>();
  private readonly covered = new Set<FindingKind>();

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
    if (skeleton === null) {
      builder.warnings.add(
        [],
        'null: older Trivy wrote this where it found nothing. It says nothing of what was looked for.',
      );
    }
    const system = operatingSystemOf(document);
    this.finishResults(document.Results, isList ? [] : ['Results'], null, system);
    for (const group of ['Resources', 'Findings', 'Vulnerabilities', 'Misconfigurations'] as const) {
      document[group]?.forEach((resource, index) => {
        this.finishResults(resource.Results, [group, index, 'Results'], resource, null);
      });
    }
    return builder.build({
      format: 'trivy',
      tool: { name: 'trivy', version: builder.texts.orNull(document.Trivy?.Version) },
      scannedAt: isoTime(document.CreatedAt),
      // Trivy's JSON does not name its database's date.
      databaseDate: null,
      subject: subjectOf(document),
      target: builder.texts.orNull(targetOf(document)),
      platform: null,
      attempted: [],
      carries: [],
      operatingSystem: system,
      image: imageFactsOf(document),
      covers: (['match', 'secret', 'misconfiguration', 'licence'] as const).filter((kind) => this.covered.has(kind)),
    });
  }

  private vulnerability(entry: TrivyVulnerability, path: JsonPath, suppression: Suppression | null): void {
    const { texts } = this.builder;
    const id = texts.orNull(entry.VulnerabilityID);
    const name = texts.orNull(entry.PkgName);
    if (id === null || name === null) {
      this.builder.skipped.add(path, `a vulnerability without ${id === null ? 'an identifier' : 'a package'}`);
      return;
    }
    const cvss = bestCvss(entry.CVSS, entry.SeveritySource ?? null);
    const fixedVersion = texts.orNull(entry.FixedVersion);
    this.resultOf(path).claims.push({
      package: {
        path,
        purl: texts.orNull(entry.PkgIdentifier?.PURL),
        name,
        version: texts.orNull(entry.InstalledVersion),
        arch: null,
        epoch: null,
        licences: [],
        filePath: texts.orNull(entry.PkgPath),
        layer: this.layerOf(entry.Layer),
      },
      claim: {
        reportedId: id,
        ids: advisoryIds(id, entry.VendorIDs ?? []).map((alias) => texts.share(alias)),
        severity: severityOfWord(entry.Severity),
        title: texts.orNull(entry.Title),
        description: texts.orNull(entry.Description),
        fixedVersion,
        fixState: texts.orNull(entry.Status) ?? (fixedVersion === null ? null : 'fixed'),
        publishedAt: isoTime(entry.PublishedDate),
        cvssScore: cvss.score,
        cvssVector: texts.orNull(cvss.vector),
        epss: null,
        isKnownExploited: null,
        url: texts.orNull(entry.PrimaryURL),
        analysis: suppression?.analysis ?? null,
        ...(suppression === null ? {} : { isSuppressed: true }),
      },
    });
  }

  private package(entry: TrivyPackage, path: JsonPath): void {
    const { texts } = this.builder;
    const name = texts.orNull(entry.Name);
    if (name === null) {
      this.builder.skipped.add(path, 'a package without a name');
      return;
    }
    const version = texts.orNull(entry.Version);
    const release = texts.orNull(entry.Release);
    this.resultOf(path).packages.push({
      path,
      purl: texts.orNull(entry.Identifier?.PURL),
      name,
      version: version === null || release === null ? version : texts.share(`${version}-${release}`),
      arch: texts.orNull(entry.Arch),
      epoch: entry.Epoch ?? null,
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
    this.addProblem(path, null, {
      kind: 'misconfiguration',
      rule,
      severity: severityOfWord(entry.Severity),
      title: texts.orNull(entry.Title) ?? rule,
      description: texts.orNull(entry.Message) ?? texts.orNull(entry.Description),
      resolution: texts.orNull(entry.Resolution),
      path: null,
      startLine: entry.CauseMetadata?.StartLine || null,
      endLine: entry.CauseMetadata?.EndLine || null,
      subject: null,
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
    this.addProblem(path, null, {
      kind: 'secret',
      rule,
      severity: severityOfWord(entry.Severity),
      title: texts.orNull(entry.Title) ?? rule,
      description: null,
      resolution: null,
      path: null,
      startLine: entry.StartLine || null,
      endLine: entry.EndLine || null,
      subject: null,
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
    this.addProblem(path, name, {
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

  private addProblem(path: JsonPath, packageName: string | null, problem: Problem): void {
    this.resultOf(path).problems.push({ problem, packageName });
  }

  private finishResults(
    results: readonly TrivyResult[] | null | undefined,
    path: JsonPath,
    resource: TrivyResource | null,
    system: OperatingSystem | null,
  ): void {
    results?.forEach((result, index) => {
      this.cover(result);
      const key = jsonPointer([...path, index]);
      const draft = this.results.get(key);
      this.results.delete(key);
      if (draft !== undefined) this.finishResult(result, draft, resource, system);
    });
  }

  private finishResult(
    result: TrivyResult,
    draft: ResultDraft,
    resource: TrivyResource | null,
    system: OperatingSystem | null,
  ): void {
    const { builder } = this;
    const target = builder.texts.orNull(placeOf(result, resource));
    const keys = new Map<string, string>();
    for (const entry of draft.packages) {
      const key = this.addPackage(entry, result, system, target);
      keys.set(entry.name, key);
    }
    for (const { package: entry, claim } of draft.claims) {
      builder.claim({ componentKey: this.addPackage(entry, result, system, target), ...claim });
    }
    for (const { problem, packageName } of draft.problems) {
      const componentKey = packageName === null ? null : (keys.get(packageName) ?? null);
      builder.problem({ ...problem, path: problem.path ?? target, componentKey });
    }
  }

  private addPackage(
    entry: PackageDraft,
    result: TrivyResult,
    system: OperatingSystem | null,
    target: string | null,
  ): string {
    const type = result.Type ?? typeOfTarget(result.Target ?? '') ?? '';
    const ecosystem = ecosystemOf(type);
    const isSystem = ecosystem?.isOperatingSystem ?? result.Class === 'os-pkgs';
    const { namespace, name } = nameParts(ecosystem?.type ?? '', entry.name);
    let purl = entry.purl;
    if (purl === null && ecosystem !== null) {
      purl = buildPurl({
        type: ecosystem.type,
        namespace: ecosystem.namespace ?? namespace,
        name,
        version: entry.version,
        qualifiers: isSystem
          ? {
              ...distroOf(system),
              ...(entry.arch === null ? {} : { arch: entry.arch }),
              ...(entry.epoch ? { epoch: String(entry.epoch) } : {}),
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
      },
      entry.path,
    );
  }

  private cover(result: TrivyResult): void {
    const isPackages = result.Class === 'os-pkgs' || result.Class === 'lang-pkgs';
    if (isPackages || 'Vulnerabilities' in result) this.covered.add('match');
    if (result.Class === 'config' || 'Misconfigurations' in result) this.covered.add('misconfiguration');
    if (result.Class === 'secret' || 'Secrets' in result) this.covered.add('secret');
    const isLicence = result.Class === 'license' || result.Class === 'license-file';
    if (isLicence || 'Licenses' in result) this.covered.add('licence');
  }

  /** The draft of the result that an entry at this path belongs to. */
  private resultOf(path: JsonPath): ResultDraft {
    const end = path.findLastIndex((step) => typeof step === 'string' && LISTS.has(step));
    const key = jsonPointer(path.slice(0, end));
    let draft = this.results.get(key);
    if (draft === undefined) this.results.set(key, (draft = { packages: [], claims: [], problems: [] }));
    return draft;
  }

  private layerOf(layer: TrivyLayer | null | undefined): string | null {
    return this.builder.texts.orNull(layer?.Digest) ?? this.builder.texts.orNull(layer?.DiffID);
  }
}

/** A result's target; in a cluster led by the workload, for targets are only unique within one. */
function placeOf(result: TrivyResult, resource: TrivyResource | null): string {
  const target = result.Target ?? '';
  if (resource === null) return target;
  const workload = [resource.Namespace, resource.Kind, resource.Name].filter((part) => part).join('/');
  return workload.endsWith(target) ? workload : `${workload}: ${target}`;
}
