import { Injectable } from '@nestjs/common';
import type { Verdict } from '../../core/gate/verdict.js';
import { lineOf } from '../audit/event-line.js';
import { jsonFile, textFile } from './archive-file.js';
import { ENVIRONMENT_README } from './environment-readme.js';
import {
  type ConcernedArtifact,
  type EnvironmentDeployment,
  EnvironmentRowsRepository,
  type EnvironmentSpan,
  type PolicyActivationRow,
} from './environment-rows.repository.js';
import { EvidenceEventsRepository, type EventTarget } from './evidence-events.repository.js';
import { type ArchivedReport, EvidenceParts } from './evidence-parts.js';
import { EvidenceRowsRepository, type ScanRow, type VerdictRow, type WaiverRow } from './evidence-rows.repository.js';
import type { TarFile } from './tar.js';

/** What is exported of an environment, for whom. */
export interface EnvironmentOrder {
  readonly project: { readonly id: number; readonly slug: string };
  readonly span: EnvironmentSpan;
  readonly artifacts: readonly ConcernedArtifact[];
  readonly deployments: readonly EnvironmentDeployment[];
  readonly activations: readonly PolicyActivationRow[];
  /** Whether the exporter can read the audit log. */
  readonly withAudit: boolean;
  /** What the archive lacks, each a sentence: more is added while files are made. */
  readonly leftOut: string[];
}

/** What the verdicts of an archive name, gathered while they are written. */
class Named {
  readonly verdicts: object[] = [];
  /** verdict.id */
  readonly rows: number[] = [];
  readonly policies = new Set<string>();
  /** SHA-256, hexadecimal. */
  readonly vex = new Set<string>();
  /** Of what ran, by which limits on introduced vulnerabilities were checked: SHA-256, hexadecimal. */
  readonly compared = new Set<string>();
  readonly waivers = new Set<string>();
  readonly reports = new Map<string, ArchivedReport>();
  readonly targets: EventTarget[] = [];
  /** Scans and reports that are not stored any more. */
  lostScans = 0;

  add(row: VerdictRow, { inputs }: Verdict): void {
    this.rows.push(row.id);
    this.policies.add(row.policyVersion);
    for (const { document } of inputs.vex ?? []) this.vex.add(hexOf(document));
    for (const report of inputs.running?.reports ?? []) this.compared.add(hexOf(report));
    for (const waiver of inputs.waivers) this.waivers.add(waiver);
  }
}

/** The files of an archive of an environment, one after the other and always in the same order. */
@Injectable()
export class EnvironmentFiles {
  constructor(
    private readonly rows: EvidenceRowsRepository,
    private readonly histories: EnvironmentRowsRepository,
    private readonly events: EvidenceEventsRepository,
    private readonly parts: EvidenceParts,
  ) {}

  async *of(order: EnvironmentOrder): AsyncGenerator<TarFile> {
    const { project, span, artifacts, deployments, activations, leftOut } = order;
    const { environment, from, to } = span;
    const at = new Date(to);
    yield textFile('README.txt', at, ENVIRONMENT_README);
    yield jsonFile('environment.json', at, { project: project.slug, environment, from, to });
    yield jsonFile('artifacts.json', at, artifacts.map(artifactJson));
    const named = new Named();
    for (const artifact of artifacts) yield* this.artifact(order, artifact, named);
    yield jsonFile('verdicts.json', at, named.verdicts);
    yield* this.reports(order, named);
    const waivers = await this.rows.listWaiversOf(named.rows, project.id);
    for (const waiver of waivers) yield jsonFile(`waivers/${waiver.id}.json`, waiver.requestedAt, waiver);
    noteMissingWaivers(named.waivers, waivers, leftOut);
    yield jsonFile(
      'deployments.json',
      at,
      deployments.map((row) => deploymentJson(row, from)),
    );
    yield jsonFile('policies.json', at, activations);
    for (const { version } of activations) named.policies.add(version);
    yield* this.parts.policies(named.policies);
    const documents = yield* this.parts.vex(named.vex, [project.id], at, leftOut);
    yield* this.audit(order, [...targetsOf(order, named), ...waivers.map(waiverTarget), ...documents]);
  }

  /** Its verdicts, then its scans. */
  private async *artifact(
    { span, deployments }: EnvironmentOrder,
    artifact: ConcernedArtifact,
    named: Named,
  ): AsyncGenerator<TarFile> {
    const { id, image, digest, beforeRow } = artifact;
    const ofDeployments = deployments.flatMap(({ artifactId, verdictRow }) =>
      artifactId === id ? (verdictRow ?? []) : [],
    );
    const others = [...ofDeployments, ...(beforeRow === null ? [] : [beforeRow])];
    const scans = await this.histories.listScans(id);
    const byId = new Map(scans.map((scan) => [scan.id, scan]));
    const used = new Set<number>();
    for await (const row of this.histories.walkVerdicts(id, span, others)) {
      const verdict = JSON.parse(row.body) as Verdict;
      named.add(row, verdict);
      const scanIds = row.scanIds ?? idsOfReports(scans, verdict);
      for (const scanId of scanIds) {
        if (byId.has(scanId)) used.add(scanId);
        else named.lostScans += 1;
      }
      const { id: number, body, scanIds: _scanIds, ...stated } = row;
      const file = `verdicts/${String(number).padStart(10, '0')}-${row.verdictId}.json`;
      const isOfSpan = row.evaluatedAt.toISOString() >= span.from && row.evaluatedAt.toISOString() < span.to;
      named.verdicts.push({ file, artifactId: String(id), image, digest, ...stated, scans: row.scanIds, isOfSpan });
      yield textFile(file, row.evaluatedAt, body);
    }
    for (const scanId of used) {
      const scan = byId.get(scanId);
      if (scan !== undefined && !named.reports.has(scan.sha256)) named.reports.set(scan.sha256, scan);
    }
    // Some may have come after the span.
    const listed = scans.filter((scan) => used.has(scan.id) || scan.firstReceivedAt.toISOString() < span.to);
    const ofSpan = listed.filter((scan) => used.has(scan.id) || scan.receivedAt.toISOString() >= span.from);
    named.targets.push(...ofSpan.map((scan) => ({ kind: 'scan', id: String(scan.id), name: `${image}@${digest}` })));
    yield jsonFile(
      `scans/${id}.json`,
      new Date(span.to),
      listed.map((scan) => scanJson(scan, used.has(scan.id))),
    );
  }

  /** Those that verdicts use, and those of what ran that verdicts compared with. */
  private async *reports({ project, leftOut }: EnvironmentOrder, named: Named): AsyncGenerator<TarFile> {
    const compared = [...named.compared].filter((sha256) => !named.reports.has(sha256));
    const rows = compared.length === 0 ? [] : await this.histories.listScansOfReports(project.id, compared);
    for (const row of rows) named.reports.set(row.sha256, row);
    named.lostScans += compared.length - rows.length;
    if (named.lostScans > 0) leftOut.push(`${named.lostScans} scans that verdicts name: they are not stored.`);
    const sorted = [...named.reports].toSorted(([one], [other]) => (one < other ? -1 : 1));
    yield* this.parts.reports(new Map(sorted), leftOut);
  }

  private async *audit(order: EnvironmentOrder, targets: readonly EventTarget[]): AsyncGenerator<TarFile> {
    const { project, span, withAudit, leftOut } = order;
    if (!withAudit) {
      leftOut.push('The extract of the audit log: the exporter does not have the permission audit:read.');
      return;
    }
    const heads = await this.events.findHeads(span);
    yield jsonFile('audit/chain.json', new Date(span.to), heads);
    let part = 0;
    for await (const events of this.events.walkProject({ ...span, slug: project.slug }, targets, heads.last)) {
      part += 1;
      const text = events.map((event) => lineOf(event, event.body)).join('');
      const [last] = events.slice(-1);
      yield textFile(`audit/${String(part).padStart(4, '0')}.jsonl`, new Date(last?.at ?? 0), text);
    }
  }
}

/** Verdicts of earlier versions state no scans: those that are of the reports that they name. */
function idsOfReports(scans: readonly ScanRow[], { inputs }: Verdict): number[] {
  const reports = new Set(inputs.scans.map(({ report }) => hexOf(report)));
  return scans.filter(({ sha256 }) => reports.has(sha256)).map(({ id }) => id);
}

function noteMissingWaivers(names: ReadonlySet<string>, waivers: readonly WaiverRow[], leftOut: string[]): void {
  const found = new Set(waivers.map(({ name }) => name));
  const missing = [...names].filter((name) => !found.has(name)).length;
  if (missing > 0) leftOut.push(`${missing} waivers that verdicts name: they are not stored, or of another project.`);
}

/** What of the audit log belongs to the evidence, besides what names the project. */
function targetsOf({ project, span, artifacts, deployments }: EnvironmentOrder, named: Named): EventTarget[] {
  const images = new Map(artifacts.map(({ imageId, image }) => [imageId, image]));
  return [
    { kind: 'project', id: String(project.id), name: project.slug },
    ...artifacts.map(({ id, image, digest }) => ({ kind: 'artifact', id: String(id), name: `${image}@${digest}` })),
    ...Array.from(images, ([id, image]) => ({ kind: 'image', id: String(id), name: image })),
    ...named.targets,
    ...deployments.map(({ id, image }) => ({
      kind: 'deployment',
      id: String(id),
      name: `${image} in ${span.environment}`,
    })),
    ...Array.from(named.policies, (version) => ({ kind: 'policy', id: null, name: version })),
  ];
}

function waiverTarget({ id, name }: WaiverRow): EventTarget {
  return { kind: 'waiver', id: String(id), name };
}

function artifactJson({ id, imageId: _imageId, beforeRow: _beforeRow, ...artifact }: ConcernedArtifact): object {
  return { id: String(id), ...artifact };
}

function deploymentJson({ artifactId, verdictRow: _verdictRow, ...row }: EnvironmentDeployment, from: string): object {
  return { ...row, artifactId: String(artifactId), isFromBefore: row.recordedAt.toISOString() < from };
}

function scanJson({ id, reportId: _reportId, sha256, sizeBytes, ...scan }: ScanRow, isUsed: boolean): object {
  return { scanId: String(id), report: `sha256:${sha256}`, sizeBytes: Number(sizeBytes), ...scan, isUsed };
}

function hexOf(name: string): string {
  return name.replace('sha256:', '');
}
