import type { AnalysisState } from '../../model/analysis-state.js';
import { advisoryIds } from '../advisory-ids.js';
import type { JsonPath } from '../json-stream/json-pointer.js';
import type { ReportReader } from '../report-reader.js';
import type { ScanBuilder } from '../scan-builder.js';
import type { Claim, OperatingSystem, Scan } from '../scan.js';
import { severityOfWord } from '../severity-words.js';
import { isoTime } from '../timestamps.js';
import type { GrypeCvss, GrypeDocument, GrypeIgnoreRule, GrypeMatch, GrypeVulnerability } from './grype-report.js';
import { grypeImageFacts, grypeSubject, grypeTarget } from './grype-subject.js';

const STATES: Readonly<Record<string, AnalysisState>> = {
  not_affected: 'not_affected',
  affected: 'affected',
  fixed: 'fixed',
  under_investigation: 'under_investigation',
};

/**
 * Reads Grype's JSON. It looks for vulnerabilities only, and always. Ignored matches are kept, marked as
 * suppressed: the policy says whether an ignore rule in a scanner's configuration counts.
 */
export class GrypeReader implements ReportReader {
  constructor(private readonly builder: ScanBuilder) {}

  element(list: string, value: unknown, path: JsonPath): void {
    const match = value as GrypeMatch;
    const componentKey = this.artifact(match, path);
    this.builder.claim(this.claimOf(match, componentKey, list === 'grype.ignored'));
  }

  finish(skeleton: unknown): Scan {
    const document = skeleton as GrypeDocument;
    const { texts } = this.builder;
    const { descriptor } = document;
    return this.builder.build({
      format: 'grype',
      tool: { name: texts.orNull(descriptor?.name) ?? 'grype', version: versionOf(texts.orNull(descriptor?.version)) },
      scannedAt: isoTime(descriptor?.timestamp),
      databaseDate: isoTime(descriptor?.db?.built) ?? isoTime(descriptor?.db?.status?.built),
      subject: grypeSubject(document),
      target: this.builder.texts.orNull(grypeTarget(document)),
      platform: null,
      attempted: [],
      carries: [],
      operatingSystem: systemOf(document),
      image: grypeImageFacts(document),
      covers: ['match'],
    });
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
    };
    const key = builder.component({ ...facts, place: first ?? null }, [...path, 'artifact', 'purl']);
    for (const place of others) builder.component({ ...facts, place }, path);
    return key;
  }

  private claimOf(match: GrypeMatch, componentKey: string, isIgnored: boolean): Claim {
    const { texts } = this.builder;
    const { vulnerability } = match;
    const related = match.relatedVulnerabilities ?? [];
    // A distribution's own record is short; what it lacks, the record that it relates to has.
    const records = [vulnerability, ...related];
    const cvss = bestCvss(records);
    const epss = records.flatMap((record) => record.epss ?? []).map((entry) => entry.epss)[0];
    const exploited = records.map((record) => record.knownExploited);
    const fix = vulnerability.fix ?? fixBefore012(vulnerability);
    return {
      componentKey,
      reportedId: texts.share(vulnerability.id),
      ids: advisoryIds(
        vulnerability.id,
        related.map((record) => record.id),
      ).map((id) => texts.share(id)),
      severity: severityOfWord(vulnerability.severity),
      title: null,
      description: firstText(records.map((record) => texts.orNull(record.description))),
      fixedVersion: texts.orNull(fix?.versions?.join(', ')),
      fixState: texts.orNull(fix?.state),
      publishedAt: null,
      cvssScore: cvss?.metrics?.baseScore ?? null,
      cvssVector: texts.orNull(cvss?.vector),
      epss: epss ?? null,
      isKnownExploited: isExploited(exploited),
      url: texts.orNull(vulnerability.dataSource),
      analysis: isIgnored ? this.analysisOf(match.appliedIgnoreRules ?? []) : null,
      ...(isIgnored ? { isSuppressed: true } : {}),
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

/** Of the vulnerability itself before those it relates to: CVSS 3.1, 3.0, 4.0, then 2.0; the primary rating first. */
function bestCvss(records: readonly GrypeVulnerability[]): GrypeCvss | null {
  const order = ['3.1', '3.0', '4.0', '2.0'];
  const rank = (rating: GrypeCvss): number => {
    const version = order.indexOf(rating.version ?? '');
    return (version < 0 ? order.length : version) * 2 + (rating.type === 'Secondary' ? 1 : 0);
  };
  for (const record of records) {
    const rated = (record.cvss ?? []).filter((rating) => typeof rating.metrics?.baseScore === 'number');
    const best = rated.toSorted((a, b) => rank(a) - rank(b))[0];
    if (best !== undefined) return best;
  }
  return null;
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

function systemOf({ distro }: GrypeDocument): OperatingSystem | null {
  return distro?.name ? { family: distro.name, version: distro.version || null, isEndOfLife: null } : null;
}

function fixBefore012({ fixedInVersion }: GrypeVulnerability): GrypeVulnerability['fix'] {
  return fixedInVersion ? { versions: [fixedInVersion], state: 'fixed' } : null;
}
