import { Injectable } from '@nestjs/common';
import { readCursor, writeCursor } from '../../common/paging/cursor.js';
import type { PageQuery } from '../../common/paging/page-query.js';
import { totalOf } from '../../common/paging/total.js';
import { SEVERITIES, severityRank } from '../../core/model/severity.js';
import type { ProjectScope } from '../access/project-scope.js';
import { ArtifactNotFoundError } from '../artifacts/artifacts.errors.js';
import { VisibleArtifactsRepository } from '../artifacts/visible-artifacts.repository.js';
import type { PackagesAsked } from '../gate/vulnerable-packages.service.js';
import { IngestWorkers } from '../reports/worker/ingest-workers.js';
import type { VulnerablePackagePage } from './dto/vulnerable-package.dto.js';

const CURSOR = 'packages';

/** An artifact's vulnerabilities by package, worked out where no request has to wait for it. */
@Injectable()
export class PackagesService {
  constructor(
    private readonly artifacts: VisibleArtifactsRepository,
    private readonly workers: IngestWorkers,
  ) {}

  /** Throws ArtifactNotFoundError, InvalidInputError, EvaluationTooHeavyError. */
  async list(artifactId: number, { cursor, limit }: PageQuery, scope: ProjectScope): Promise<VulnerablePackagePage> {
    const after = positionOf(cursor);
    if (!(await this.artifacts.has(artifactId, scope))) throw new ArtifactNotFoundError(artifactId);
    const listed = await this.workers.runAside('listPackages', { artifactId, after, limit });
    if (listed === null) throw new ArtifactNotFoundError(artifactId);
    const { packages, hasMore, total } = listed;
    const last = packages.at(-1);
    return {
      items: packages as VulnerablePackagePage['items'],
      nextCursor:
        hasMore && last !== undefined
          ? writeCursor(CURSOR, [severityRank(last.worstSeverity), last.findingCount, last.id])
          : null,
      total: totalOf(total),
    };
  }
}

function positionOf(cursor: string | undefined): PackagesAsked['after'] {
  const keys = readCursor(cursor, CURSOR, ['integer', 'integer', 'uuid']);
  if (keys === null) return null;
  const [rank, findingCount, id] = keys;
  return { worstSeverity: SEVERITIES[Number(rank)] ?? 'unknown', findingCount: Number(findingCount), id: String(id) };
}
