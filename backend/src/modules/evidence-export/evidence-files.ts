import { Injectable } from '@nestjs/common';
import type { Verdict } from '../../core/gate/verdict.js';
import type { ProjectScope } from '../access/project-scope.js';
import { lineOf } from '../audit/event-line.js';
import { jsonFile, textFile } from './archive-file.js';
import { EvidenceEventsRepository, type EventTarget } from './evidence-events.repository.js';
import { EvidenceParts } from './evidence-parts.js';
import {
  type ArtifactRow,
  type DeploymentRow,
  EvidenceRowsRepository,
  type EvidenceSpan,
  type ScanRow,
  type WaiverRow,
} from './evidence-rows.repository.js';
import { README } from './readme.js';
import type { TarFile } from './tar.js';

/** What is exported, for whom. */
export interface EvidenceOrder {
  readonly artifact: ArtifactRow;
  readonly span: EvidenceSpan;
  /** The projects whose evidence the exporter can export. */
  readonly scope: ProjectScope;
  /** Whether they can read the audit log. */
  readonly withAudit: boolean;
  readonly at: Date;
  /** What the archive lacks, each a sentence: written while files are made. */
  readonly leftOut: string[];
}

/** What the verdicts of an archive name, gathered while they are written. */
interface Named {
  readonly verdicts: object[];
  readonly scanIds: Set<number>;
  readonly policies: Set<string>;
  /** SHA-256, hexadecimal. */
  readonly vex: Set<string>;
}

/** The files of an archive of evidence, one after the other and always in the same order. */
@Injectable()
export class EvidenceFiles {
  constructor(
    private readonly rows: EvidenceRowsRepository,
    private readonly events: EvidenceEventsRepository,
    private readonly parts: EvidenceParts,
  ) {}

  async *of(order: EvidenceOrder): AsyncGenerator<TarFile> {
    const { artifact, span, scope, at, leftOut } = order;
    yield textFile('README.txt', at, README);
    yield jsonFile('artifact.json', at, artifactJson(artifact));
    const named: Named = { verdicts: [], scanIds: new Set(), policies: new Set(), vex: new Set() };
    yield* this.verdicts(order, named);
    yield jsonFile('verdicts.json', at, named.verdicts);
    const scans = await this.rows.listScans(artifact.id, span, [...named.scanIds]);
    yield jsonFile('scans.json', at, scans.map(scanJson));
    yield* this.parts.reports(new Map(scans.map((scan) => [scan.sha256, scan])), leftOut);
    const waivers = await this.rows.listWaivers(artifact.id, span);
    for (const waiver of waivers) yield jsonFile(`waivers/${waiver.id}.json`, waiver.requestedAt, waiver);
    const deployments = await this.rows.listDeployments(artifact.id, span);
    yield jsonFile('deployments.json', at, deployments);
    yield* this.parts.policies(named.policies);
    const documents = yield* this.parts.vex(named.vex, scope, at, leftOut);
    yield* this.audit(order, targetsOf({ artifact, scans, waivers, deployments, documents, policies: named.policies }));
  }

  private async *verdicts({ artifact, span }: EvidenceOrder, named: Named): AsyncGenerator<TarFile> {
    for await (const { id, body, scanIds, ...row } of this.rows.walkVerdicts(artifact.id, span)) {
      const file = `verdicts/${String(id).padStart(10, '0')}-${row.verdictId}.json`;
      const { inputs } = JSON.parse(body) as Verdict;
      for (const scanId of scanIds ?? []) named.scanIds.add(scanId);
      for (const { document } of inputs.vex ?? []) named.vex.add(document.replace('sha256:', ''));
      named.policies.add(row.policyVersion);
      named.verdicts.push({ file, ...row, scans: scanIds });
      yield textFile(file, row.evaluatedAt, body);
    }
  }

  private async *audit(order: EvidenceOrder, targets: readonly EventTarget[]): AsyncGenerator<TarFile> {
    const { span, withAudit, leftOut } = order;
    if (!withAudit) {
      leftOut.push('The extract of the audit log: the exporter does not have the permission audit:read.');
      return;
    }
    let part = 0;
    for await (const events of this.events.walk(targets, span)) {
      part += 1;
      const text = events.map((event) => lineOf(event, event.body)).join('');
      const [last] = events.slice(-1);
      yield textFile(`audit/${String(part).padStart(4, '0')}.jsonl`, new Date(last?.at ?? 0), text);
    }
  }
}

interface Audited {
  readonly artifact: ArtifactRow;
  readonly scans: readonly ScanRow[];
  readonly waivers: readonly WaiverRow[];
  readonly deployments: readonly DeploymentRow[];
  readonly documents: readonly EventTarget[];
  readonly policies: ReadonlySet<string>;
}

/** What of the audit log belongs to the evidence: names alone would bring in what other projects call the same. */
function targetsOf({ artifact, scans, waivers, deployments, documents, policies }: Audited): EventTarget[] {
  const { id, image, imageId, digest, project, projectId } = artifact;
  const name = `${image}@${digest}`;
  return [
    { kind: 'artifact', id: String(id), name },
    { kind: 'image', id: String(imageId), name: image },
    { kind: 'project', id: String(projectId), name: project },
    ...scans.map((scan) => ({ kind: 'scan', id: String(scan.id), name })),
    ...waivers.map((waiver) => ({ kind: 'waiver', id: String(waiver.id), name: waiver.name })),
    ...deployments.map((deployment) => ({
      kind: 'deployment',
      id: String(deployment.id),
      name: `${image} in ${deployment.environment}`,
    })),
    ...documents,
    ...[...policies].map((version) => ({ kind: 'policy', id: null, name: version })),
  ];
}

function artifactJson({ id, projectId: _projectId, imageId: _imageId, ...artifact }: ArtifactRow): object {
  return { id: String(id), ...artifact };
}

function scanJson({ id, reportId: _reportId, sha256, sizeBytes, ...scan }: ScanRow): object {
  return { scanId: String(id), report: `sha256:${sha256}`, sizeBytes: Number(sizeBytes), ...scan };
}
