import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/prisma.service.js';

const SCANS_SHOWN = 10;

const SCAN = {
  id: true,
  format: true,
  tool: true,
  toolVersion: true,
  scannedAt: true,
  receivedAt: true,
  databaseDate: true,
  covers: true,
  counts: true,
  isCurrent: true,
  warnings: true,
  skipped: true,
  warningCount: true,
  skippedCount: true,
  report: { select: { sha256: true, sizeBytes: true } },
} as const;

/** What the page of one artifact shows beyond its row in lists. */
@Injectable()
export class ArtifactDetailsRepository {
  constructor(private readonly prisma: PrismaService) {}

  findFacts(id: number) {
    return this.prisma.artifact.findUnique({ where: { id }, select: { operatingSystem: true, imageFacts: true } });
  }

  /** Newest first: the last ten and every current one. */
  async listScans(artifactId: number) {
    const [latest, current] = await Promise.all([
      this.prisma.scan.findMany({
        where: { artifactId },
        orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
        take: SCANS_SHOWN,
        select: SCAN,
      }),
      this.prisma.scan.findMany({
        where: { artifactId, isCurrent: true },
        orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
        select: SCAN,
      }),
    ]);
    const shown = new Set(latest.map(({ id }) => id));
    return [...latest, ...current.filter(({ id }) => !shown.has(id))];
  }

  /** The texts of the verdicts given last, by environment. */
  async listVerdictBodies(artifactId: number, policyId: number): Promise<ReadonlyMap<string, string>> {
    const standing = await this.prisma.artifactVerdict.findMany({
      where: { artifactId, policyId },
      select: { environment: true, verdict: { select: { body: true } } },
    });
    return new Map(standing.map(({ environment, verdict }) => [environment, verdict.body]));
  }
}
