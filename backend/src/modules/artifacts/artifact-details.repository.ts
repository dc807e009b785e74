import { Injectable } from '@nestjs/common';
import type { FindingKind } from '../../core/model/finding-kind.js';
import type { Sender } from '../../core/model/sender.js';
import type { SeverityCounts } from '../../core/model/severity.js';
import type { CarriedData, ImageFacts, OperatingSystem, Remark, ReportFormat } from '../../core/reports/scan.js';
import { Database } from '../../database/database.js';
import { PrismaService } from '../../database/prisma.service.js';
import type { Prisma } from '../../generated/prisma/client.js';
import { isStanding } from '../gate/standing-verdict.js';
import type { PolicyScope } from './artifacts.repository.js';

const SCANS_SHOWN = 10;

const SCAN_COLUMNS = {
  id: true,
  format: true,
  tool: true,
  toolVersion: true,
  scannedAt: true,
  receivedAt: true,
  firstReceivedAt: true,
  sender: true,
  databaseDate: true,
  covers: true,
  target: true,
  platform: true,
  failures: true,
  attempted: true,
  carries: true,
  componentCount: true,
  counts: true,
  isCurrent: true,
  warnings: true,
  skipped: true,
  warningCount: true,
  skippedCount: true,
  report: { select: { sha256: true, sizeBytes: true, removal: { select: { removedAt: true } } } },
} satisfies Prisma.ScanSelect;

type StoredScan = Prisma.ScanGetPayload<{ select: typeof SCAN_COLUMNS }>;

/** Written by the ingest from a core `Scan`, whose types its columns keep. */
export type ScanRow = Omit<
  StoredScan,
  'sender' | 'format' | 'covers' | 'attempted' | 'carries' | 'counts' | 'failures' | 'warnings' | 'skipped'
> & {
  sender: Sender | null;
  format: ReportFormat;
  covers: FindingKind[];
  attempted: FindingKind[];
  carries: CarriedData[];
  failures: Remark[];
  counts: SeverityCounts;
  warnings: Remark[];
  skipped: Remark[];
};

export type ArtifactFactsRow = { operatingSystem: OperatingSystem | null; imageFacts: ImageFacts };

/** What the page of one artifact shows beyond its row in lists. */
@Injectable()
export class ArtifactDetailsRepository {
  constructor(
    private readonly prisma: PrismaService,
    private readonly database: Database,
  ) {}

  async findFacts(id: number): Promise<ArtifactFactsRow | null> {
    const prisma = await this.prisma.open();
    const facts = await prisma.artifact.findUnique({
      where: { id },
      select: { operatingSystem: true, imageFacts: true },
    });
    return facts as ArtifactFactsRow | null;
  }

  /** Newest first: the last ten and every current one. */
  async listScans(artifactId: number): Promise<ScanRow[]> {
    const prisma = await this.prisma.open();
    const newestFirst = [{ receivedAt: 'desc' }, { id: 'desc' }] satisfies Prisma.ScanOrderByWithRelationInput[];
    const last = await prisma.scan.findMany({
      where: { artifactId },
      orderBy: newestFirst,
      take: SCANS_SHOWN,
      select: { id: true },
    });
    const scans = await prisma.scan.findMany({
      where: { artifactId, OR: [{ isCurrent: true }, { id: { in: last.map(({ id }) => id) } }] },
      orderBy: newestFirst,
      select: SCAN_COLUMNS,
    });
    return scans as unknown as ScanRow[];
  }

  /** The texts of the verdicts that stand, by environment. */
  async listVerdictBodies(artifactId: number, policy: PolicyScope): Promise<ReadonlyMap<string, string>> {
    const standing = await this.database.query<{ environment: string; body: string }>(
      `SELECT standing.environment, body FROM artifact_verdict AS standing JOIN verdict ON verdict.id = standing.verdict_id
       WHERE standing.artifact_id = $1 AND ${isStanding({ policy: '$2', environments: '$3' })}`,
      [artifactId, policy.id, policy.environments],
    );
    return new Map(standing.map(({ environment, body }) => [environment, body]));
  }
}
