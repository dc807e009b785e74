import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/prisma.service.js';
import type { ProjectScope } from '../access/project-scope.js';

@Injectable()
export class ScansRepository {
  constructor(private readonly prisma: PrismaService) {}

  async findReportId(scanId: number, scope: ProjectScope): Promise<number | null> {
    const prisma = await this.prisma.open();
    const scan = await prisma.scan.findUnique({
      where: { id: scanId, ...(scope !== 'all' && { artifact: { image: { projectId: { in: [...scope] } } } }) },
      select: { reportId: true },
    });
    return scan?.reportId ?? null;
  }

  /** The report's archive, piece by piece. */
  async *readArchive(reportId: number): AsyncGenerator<Uint8Array> {
    const prisma = await this.prisma.open();
    for (let position = 0; ; position += 1) {
      const piece = await prisma.reportChunk.findUnique({
        where: { reportId_position: { reportId, position } },
        select: { bytes: true },
      });
      if (piece === null) return;
      yield piece.bytes;
    }
  }
}
