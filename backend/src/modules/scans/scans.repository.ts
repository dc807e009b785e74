import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/prisma.service.js';
import type { ProjectScope } from '../access/project-scope.js';

export interface ScanReport {
  readonly reportId: number;
  /** Null where it is there; when its bytes were removed. */
  readonly removedAt: Date | null;
  readonly artifact: { readonly digest: string; readonly image: { readonly repository: string } };
}

@Injectable()
export class ScansRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Where a scan's report is kept, and which artifact it is of; null where there is no such scan in these projects. */
  async findReport(scanId: number, scope: ProjectScope): Promise<ScanReport | null> {
    const prisma = await this.prisma.open();
    const scan = await prisma.scan.findUnique({
      where: { id: scanId, ...(scope !== 'all' && { artifact: { image: { projectId: { in: [...scope] } } } }) },
      select: {
        reportId: true,
        report: { select: { removal: { select: { removedAt: true } } } },
        artifact: { select: { digest: true, image: { select: { repository: true } } } },
      },
    });
    if (scan === null) return null;
    const { reportId, report, artifact } = scan;
    return { reportId, removedAt: report.removal?.removedAt ?? null, artifact };
  }
}
