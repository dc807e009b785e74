import { Injectable, type StreamableFile } from '@nestjs/common';
import { totalOf } from '../../common/paging/total.js';
import { predecessors, UNRECORDED_PLATFORM } from '../../core/gate/current-scans.js';
import { load } from '../../core/gate/load.js';
import { isRootUser } from '../../core/model/root-user.js';
import type { ImageFacts as StoredImageFacts } from '../../core/reports/scan.js';
import { Database } from '../../database/database.js';
import type { ProjectScope } from '../access/project-scope.js';
import type { RequestContext } from '../access/request-context.js';
import { AuditLog } from '../audit/audit-log.js';
import type { Verdict as StoredVerdict } from '../gate/dto/verdict.dto.js';
import { LackedComponentsRepository } from '../scans/lacked-components.repository.js';
import { ScanRecordsRepository, type StoredStamp } from '../scans/scan-records.repository.js';
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import { toArtifactSummary } from './artifact-columns.js';
import { ArtifactDetailsRepository, type ScanRow } from './artifact-details.repository.js';
import { ArtifactNotFoundError, ExportTooLargeError } from './artifacts.errors.js';
import { ArtifactsRepository, type PolicyScope } from './artifacts.repository.js';
import type { Artifact, ImageFacts, ScanSummary, StandingVerdict } from './dto/artifact-detail.dto.js';
import type { ArtifactExportQuery, ArtifactFilter, ArtifactQuery } from './dto/artifact-query.dto.js';
import { exportedFile, MOST_EXPORTED } from './list-export.js';
import type { ArtifactPage, ArtifactSummary, VerdictSummary } from './dto/artifact-summary.dto.js';

/** Of each reason's findings so many are shown; the verdict itself has them all. */
const FINDINGS_SHOWN = 10;

@Injectable()
export class ArtifactsService {
  constructor(
    private readonly artifacts: ArtifactsRepository,
    private readonly details: ArtifactDetailsRepository,
    private readonly records: ScanRecordsRepository,
    private readonly lacked: LackedComponentsRepository,
    private readonly policies: ActivePolicyStore,
    private readonly database: Database,
    private readonly audit: AuditLog,
  ) {}

  async list(query: ArtifactQuery, scope: ProjectScope): Promise<ArtifactPage> {
    const policy = await this.policies.scope();
    const [{ rows, nextCursor }, count] = await Promise.all([
      this.artifacts.list(query, policy, scope),
      this.artifacts.count(query, policy, scope),
    ]);
    return { items: rows.map(toArtifactSummary), nextCursor, total: totalOf(count) };
  }

  /** The list as a file, which is noted first. Throws ExportTooLargeError. */
  async export(
    { format, ...filter }: ArtifactExportQuery,
    context: RequestContext,
    scope: ProjectScope,
  ): Promise<StreamableFile> {
    const policy = await this.policies.scope();
    const count = await this.artifacts.count(filter, policy, scope, MOST_EXPORTED);
    if (count > MOST_EXPORTED) throw new ExportTooLargeError(MOST_EXPORTED);
    await this.audit.record(context, {
      action: 'artifacts.exported',
      target: { kind: 'artifacts', id: null, name: 'artifacts' },
      after: { format, ...filter, count },
    });
    return exportedFile({
      name: 'artifacts',
      format,
      items: this.walk(filter, policy, scope),
      rowOf: (artifact) => ({ project: artifact.project, image: artifact.image, artifact }),
      environments: policy.environments,
    });
  }

  private async *walk(
    filter: ArtifactFilter,
    policy: PolicyScope,
    scope: ProjectScope,
  ): AsyncGenerator<ArtifactSummary> {
    for await (const row of this.artifacts.walk(filter, policy, scope)) yield toArtifactSummary(row);
  }

  /** What is in no project of the scope is not there. */
  async get(id: number, scope: ProjectScope): Promise<Artifact> {
    const policy = await this.policies.scope();
    const [row, facts, scans, stamps, bodies] = await Promise.all([
      this.artifacts.find(id, policy, scope),
      this.details.findFacts(id),
      this.details.listScans(id),
      this.records.listStamps(this.database, id).then((all) => this.lacked.fill(this.database, all)),
      this.details.listVerdictBodies(id, policy),
    ]);
    if (row === null || facts === null) throw new ArtifactNotFoundError(id);
    const summary = toArtifactSummary(row);
    return {
      ...summary,
      operatingSystem: facts.operatingSystem,
      imageFacts: toImageFacts(facts.imageFacts),
      scans: toScanSummaries(scans, stamps),
      verdicts: summary.verdicts.flatMap((verdict) => withReasons(verdict, bodies.get(verdict.environment))),
    };
  }
}

function toImageFacts(facts: StoredImageFacts): ImageFacts {
  return { ...facts, runsAsRoot: facts.user === null ? null : isRootUser(facts.user) };
}

/** `stamps` are of all scans, which says more of what replaced what than the rows that are shown. */
function toScanSummaries(rows: readonly ScanRow[], stamps: readonly StoredStamp[]): ScanSummary[] {
  const stampOf = new Map(stamps.map((stamp) => [stamp.scanId, stamp]));
  const replaced = predecessors(stamps);
  return rows.flatMap((row) => {
    const stamp = stampOf.get(row.id);
    return stamp === undefined ? [] : [toScanSummary(row, stamp, replaced.get(stamp) ?? null)];
  });
}

function toScanSummary(
  { counts, report, platform, ...scan }: ScanRow,
  { lacks, recall }: StoredStamp,
  replaced: StoredStamp | null,
): ScanSummary {
  const { critical, high, medium, low, unknown } = counts;
  return {
    ...scan,
    id: String(scan.id),
    platform: platform === UNRECORDED_PLATFORM ? null : platform,
    scannedAt: scan.scannedAt?.toISOString() ?? null,
    receivedAt: scan.receivedAt.toISOString(),
    firstReceivedAt: scan.firstReceivedAt?.toISOString() ?? null,
    recall,
    lacks: lacks && { count: lacks.count, names: [...lacks.names] },
    databaseDate: scan.databaseDate?.toISOString() ?? null,
    replaces:
      replaced === null
        ? null
        : { id: String(replaced.scanId), componentCount: replaced.componentCount, findingCount: replaced.findingCount },
    counts: { critical, high, medium, low, unknown },
    load: load(counts),
    reportSha256: report.sha256,
    reportBytes: Number(report.sizeBytes),
    reportRemovedAt: report.removal?.removedAt.toISOString() ?? null,
  };
}

function withReasons(summary: VerdictSummary, body: string | undefined): StandingVerdict[] {
  if (body === undefined) return [];
  const { policyVersion, inputs, reasons, evaluatedAt, holdsUntil } = JSON.parse(body) as StoredVerdict;
  return [
    {
      ...summary,
      policyVersion,
      waivers: [...inputs.waivers],
      reasons: reasons.map((reason) => ({
        ...reason,
        summary: reason.summary ?? reason.message,
        notes: reason.notes ?? [],
        isChecked: reason.isChecked ?? true,
        findings: reason.findings
          .slice(0, FINDINGS_SHOWN)
          .map((finding) => ({ ...finding, fixedVersions: [...finding.fixedVersions] })),
      })),
      evaluatedAt,
      holdsUntil,
    },
  ];
}
