import { lookupTable } from '../../model/lookup-table.js';
import type { AnalysisState } from '../../model/analysis-state.js';
import { advisoryIds } from '../advisory-ids.js';
import type { JsonPath } from '../json-stream/json-pointer.js';
import type { ReportReader } from '../report-reader.js';
import type { ScanBuilder } from '../scan-builder.js';
import {
  CARRIED_DATA,
  type CarriedData,
  type Claim,
  type OperatingSystem,
  type Scan,
  type SuppressionSource,
} from '../scan.js';
import { probabilityOf } from '../probability.js';
import { sourcePackage } from '../source-package.js';
import { isoTime } from '../timestamps.js';
import { databaseCarries, databaseFailures } from './grype-database.js';
import type {
  GrypeAlert,
  GrypeDocument,
  GrypeIgnoreRule,
  GrypeMatch,
  GrypePackageAlerts,
  GrypeVulnerability,
} from './grype-report.js';
import { grypeSeverity } from './grype-severity.js';
import { grypeImageFacts, grypeLayers, grypePlatform, grypeSubject, grypeTarget } from './grype-subject.js';
import { isKernelHeadersRule } from './kernel-headers.js';

const STATES: Readonly<Record<string, AnalysisState>> = lookupTable({
  not_affected: 'not_affected',
  affected: 'affected',
  fixed: 'fixed',
  under_investigation: 'under_investigation',
});

/**
 * Reads Grype's JSON. It looks for vulnerabilities only, and always. Ignored matches are kept, marked as
 * suppressed: the policy says whether an ignore rule in a scanner's configuration counts.
 */
export class GrypeReader implements ReportReader {
  private readonly carried = new Set<CarriedData>();
  private endOfLife: GrypeAlert | null = null;

  constructor(private readonly builder: ScanBuilder) {}

  element(list: string, value: unknown, path: JsonPath): void {
    if (list === 'grype.alerts') {
      this.alerts(value as GrypePackageAlerts);
      return;
    }
    const match = value as GrypeMatch;
    const componentKey = this.artifact(match, path);
    this.builder.claim(this.claimOf(match, componentKey, list === 'grype.ignored'));
  }

  finish(skeleton: unknown): Scan {
    const document = skeleton as GrypeDocument;
    const { texts } = this.builder;
    const { descriptor } = document;
    for (const { path, message } of databaseFailures(descriptor?.db)) {
      this.builder.failures.add(['descriptor', 'db', ...path], message);
    }
    for (const data of databaseCarries(document)) this.carried.add(data);
    const isFailed = this.builder.failures.count > 0;
    const layers = grypeLayers(document);
    return this.builder.build({
      format: 'grype',
      tool: { name: texts.orNull(descriptor?.name) ?? 'grype', version: versionOf(texts.orNull(descriptor?.version)) },
      scannedAt: isoTime(descriptor?.timestamp),
      databaseDate: isoTime(descriptor?.db?.built) ?? isoTime(descriptor?.db?.status?.built),
      subject: grypeSubject(document),
      target: this.builder.texts.orNull(grypeTarget(document)),
      platform: grypePlatform(document),
      attempted: isFailed ? ['match'] : [],
      carries: CARRIED_DATA.filter((data) => this.carried.has(data)),
      operatingSystem: systemOf(document, this.endOfLife),
      image: grypeImageFacts(document),
      ...(layers && { layers }),
      covers: isFailed ? [] : ['match'],
    });
  }

  private alerts({ alerts }: GrypePackageAlerts): void {
    this.endOfLife ??= alerts?.find(({ type }) => type === 'distro-eol') ?? null;
    if (this.endOfLife !== null) this.carried.add('end-of-life');
  }

  private artifact({ artifact }: GrypeMatch, path: JsonPath): string {
    const { builder } = this;
    const [first, ...others] = (artifact.locations ?? []).map((location) => ({
      path: location.path ?? null,
      layer: location.layerID ?? null,
    }));
    const facts = {
      purl: builder.texts.orNull(artifact.purl),
      type: artifact.type || 'package',
      name: artifact.name,
      version: builder.texts.orNull(artifact.version),
      licences: (artifact.licenses ?? []).map((licence) =>
        typeof licence === 'string' ? licence : licence.spdxExpression || licence.value || '',
      ),
      // Its JSON names packages with findings alone.
      isListed: false,
    };
    const [upstream] = artifact.upstreams ?? [];
    const source = sourcePackage(facts.type, upstream?.name, upstream?.version);
    const key = builder.component({ ...facts, source, place: first ?? null }, [...path, 'artifact', 'purl']);
    for (const place of others) builder.component({ ...facts, place }, path);
    return key;
  }

  private claimOf(match: GrypeMatch, componentKey: string, isIgnored: boolean): Claim {
    const { texts } = this.builder;
    const { vulnerability } = match;
    const related = match.relatedVulnerabilities ?? [];
    // A distribution's own record is short; what it lacks, the record that it relates to has.
    const records = [vulnerability, ...related];
    const rated = grypeSeverity(match);
    const epss = records.flatMap((record) => record.epss ?? []).map((entry) => entry.epss)[0];
    const exploited = records.map((record) => record.knownExploited);
    if (epss !== undefined) this.carried.add('epss');
    if (isExploited(exploited)) this.carried.add('known-exploited');
    const fix = vulnerability.fix ?? fixBefore012(vulnerability);
    return {
      componentKey,
      reportedId: texts.share(vulnerability.id),
      ids: advisoryIds(
        vulnerability.id,
        related.map((record) => record.id),
      ).map((id) => texts.share(id)),
      severity: rated.severity,
      title: null,
      description: firstText(records.map((record) => texts.orNull(record.description))),
      fixedVersion: texts.orNull(fix?.versions?.join(', ')),
      fixState: texts.orNull(fix?.state),
      publishedAt: null,
      cvssScore: rated.score,
      cvssVector: texts.orNull(rated.vector),
      epss: probabilityOf(epss),
      isKnownExploited: isExploited(exploited),
      url: texts.orNull(vulnerability.dataSource),
      analysis: isIgnored ? this.analysisOf(match.appliedIgnoreRules ?? []) : null,
      ...(isIgnored ? { isSuppressed: true, suppressedBy: suppressedBy(match) } : {}),
    };
  }

  private analysisOf(rules: readonly GrypeIgnoreRule[]): Claim['analysis'] {
    const { texts } = this.builder;
    for (const rule of rules) {
      const state = STATES[rule['vex-status'] ?? ''];
      if (state === undefined) continue;
      return { state, justification: texts.orNull(rule['vex-justification']), detail: texts.orNull(rule.reason) };
    }
    return null;
  }
}

/** A built-in rule suffices alone, whatever else applied. */
function suppressedBy({ appliedIgnoreRules, artifact }: GrypeMatch): SuppressionSource {
  return appliedIgnoreRules?.some((rule) => isKernelHeadersRule(rule, artifact)) ? 'built-in' : 'person';
}

/** Grype before 0.88 knew nothing of exploitation, so an absent list says nothing; nor does an empty one there. */
function isExploited(lists: readonly (readonly unknown[] | null | undefined)[]): boolean | null {
  return lists.some((list) => list && list.length > 0) ? true : null;
}

function firstText(texts: readonly (string | null)[]): string | null {
  return texts.find((text) => text !== null) ?? null;
}

function versionOf(version: string | null): string | null {
  return version === '[not provided]' ? null : version;
}

/** The alert is of a package's own system, which is the image's unless packages of several are mixed; it outweighs. */
function systemOf({ distro }: GrypeDocument, endOfLife: GrypeAlert | null): OperatingSystem | null {
  const alerted = endOfLife?.metadata;
  const family = isNamed(alerted?.name) ? alerted.name : distro?.name;
  if (!family) return endOfLife === null ? null : { family: 'unknown', version: null, isEndOfLife: true };
  const version =
    (family === alerted?.name ? alerted.version : null) || (family === distro?.name ? distro.version : null);
  return { family, version: version || null, isEndOfLife: endOfLife === null ? null : true };
}

/** `unknown` is what Grype writes where a package has no system. */
function isNamed(name: string | null | undefined): name is string {
  return (name ?? '') !== '' && name !== 'unknown';
}

function fixBefore012({ fixedInVersion }: GrypeVulnerability): GrypeVulnerability['fix'] {
  return fixedInVersion ? { versions: [fixedInVersion], state: 'fixed' } : null;
}
