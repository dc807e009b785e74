import { Injectable } from '@nestjs/common';
import { totalOf } from '../../common/paging/total.js';
import { predecessors, UNRECORDED_PLATFORM } from '../../core/gate/current-scans.js';
import type { SizedStamp } from '../../core/gate/facts-of.js';
import { load } from '../../core/gate/load.js';
import { isRootUser } from '../../core/model/root-user.js';
import type { ImageFacts as StoredImageFacts } from '../../core/reports/scan.js';
import type { ProjectScope } from '../access/project-scope.js';
import type { Verdict as StoredVerdict } from '../gate/dto/verdict.dto.js';
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import { toArtifactSummary } from './artifact-columns.js';
import { ArtifactDetailsRepository, type ScanRow } from './artifact-details.repository.js';
import { ArtifactNotFoundError } from './artifacts.errors.js';
import { ArtifactsRepository } from './artifacts.repository.js';
import type { Artifact, ImageFacts, ScanSummary, StandingVerdict } from './dto/artifact-detail.dto.js';
import type { ArtifactQuery } from './dto/artifact-query.dto.js';
import type { ArtifactPage, VerdictSummary } from './dto/artifact-summary.dto.js';

/** Of each reason's findings so many are shown; the verdict itself has them all. */
const FINDINGS_SHOWN = 10;

@Injectable()
export class ArtifactsService {
  constructor(
    private readonly artifacts: ArtifactsRepository,
    private readonly details: ArtifactDetailsRepository,
    private readonly policies: ActivePolicyStore,
  ) {}

  async list(query: ArtifactQuery, scope: ProjectScope): Promise<ArtifactPage> {
    const policy = await this.policies.scope();
    const [{ rows, nextCursor }, count] = await Promise.all([
      this.artifacts.list(query, policy, scope),
      this.artifacts.count(query, policy, scope),
    ]);
    return { items: rows.map(toArtifactSummary), nextCursor, total: totalOf(count) };
  }

  /** What is in no project of the scope is not there. */
  async get(id: number, scope: ProjectScope): Promise<Artifact> {
    const policy = await this.policies.scope();
    const [row, facts, scans, bodies] = await Promise.all([
      this.artifacts.find(id, policy, scope),
      this.details.findFacts(id),
      this.details.listScans(id),
      this.details.listVerdictBodies(id, policy),
    ]);
    if (row === null || facts === null) throw new ArtifactNotFoundError(id);
    const summary = toArtifactSummary(row);
    return {
      ...summary,
      operatingSystem: facts.operatingSystem,
      imageFacts: toImageFacts(facts.imageFacts),
      scans: toScanSummaries(scans),
      verdicts: summary.verdicts.flatMap((verdict) => withReasons(verdict, bodies.get(verdict.environment))),
    };
  }
}

function toImageFacts(facts: StoredImageFacts): ImageFacts {
  return { ...facts, runsAsRoot: facts.user === null ? null : isRootUser(facts.user) };
}

function toScanSummaries(rows: readonly ScanRow[]): ScanSummary[] {
  const stamped = rows.map((row) => ({ row, stamp: stampOf(row) }));
  const replaced = predecessors(stamped.map(({ stamp }) => stamp));
  return stamped.map(({ row, stamp }) => toScanSummary(row, replaced.get(stamp) ?? null));
}

interface ListedStamp extends SizedStamp {
  readonly id: number;
}

function stampOf({
  id,
  report,
  tool,
  receivedAt,
  firstReceivedAt,
  scannedAt,
  counts,
  recalls,
  ...row
}: ScanRow): ListedStamp {
  return {
    ...row,
    id,
    report: report.sha256,
    // Each row is a scan of its own, whatever was said beside it.
    given: String(id),
    tool: { name: tool },
    receivedAt: (firstReceivedAt ?? receivedAt).toISOString(),
    saidAt: receivedAt.toISOString(),
    scannedAt: scannedAt?.toISOString() ?? null,
    findingCount: findingsIn(counts),
    listedCount: 0,
    lacks: null,
    recall: recallOf(recalls),
  };
}

function recallOf([first]: ScanRow['recalls']): { id: string; reason: string } | null {
  return first === undefined ? null : { id: String(first.recall.id), reason: first.recall.reason };
}

function findingsIn(counts: ScanRow['counts']): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function toScanSummary(
  { counts, report, platform, recalls, ...scan }: ScanRow,
  replaced: ListedStamp | null,
): ScanSummary {
  const { critical, high, medium, low, unknown } = counts;
  return {
    ...scan,
    id: String(scan.id),
    platform: platform === UNRECORDED_PLATFORM ? null : platform,
    scannedAt: scan.scannedAt?.toISOString() ?? null,
    receivedAt: scan.receivedAt.toISOString(),
    firstReceivedAt: scan.firstReceivedAt?.toISOString() ?? null,
    recall: recallOf(recalls),
    databaseDate: scan.databaseDate?.toISOString() ?? null,
    replaces:
      replaced === null
        ? null
        : { id: String(replaced.id), componentCount: replaced.componentCount, findingCount: replaced.findingCount },
    counts: { critical, high, medium, low, unknown },
    load: load(counts),
    reportSha256: report.sha256,
    reportBytes: Number(report.sizeBytes),
  };
}

function withReasons(summary: VerdictSummary, body: string | undefined): StandingVerdict[] {
  if (body === undefined) return [];
  const { policyVersion, reasons, evaluatedAt, holdsUntil } = JSON.parse(body) as StoredVerdict;
  return [
    {
      ...summary,
      policyVersion,
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
