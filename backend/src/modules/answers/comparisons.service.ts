import { Injectable } from '@nestjs/common';
import { rowIdOf } from '../../common/pipes/id.pipe.js';
import { Database } from '../../database/database.js';
import type { ProjectScope } from '../access/project-scope.js';
import { ArtifactNotFoundError } from '../artifacts/artifacts.errors.js';
import { VisibleArtifactsRepository } from '../artifacts/visible-artifacts.repository.js';
import { DeploymentsRepository } from '../deployments/deployments.repository.js';
import { IngestWorkers } from '../reports/worker/ingest-workers.js';
import { NothingToCompareError } from './answers.errors.js';
import { ComparisonBaseRepository } from './comparison-base.repository.js';
import type { Comparison } from './dto/comparison.dto.js';

/** What an artifact changes, worked out where no request has to wait for it. */
@Injectable()
export class ComparisonsService {
  constructor(
    private readonly database: Database,
    private readonly artifacts: VisibleArtifactsRepository,
    private readonly deployments: DeploymentsRepository,
    private readonly bases: ComparisonBaseRepository,
    private readonly workers: IngestWorkers,
  ) {}

  /** Throws ArtifactNotFoundError, NothingToCompareError, InvalidInputError, EvaluationTooHeavyError. */
  async compare(artifactId: number, to: string | undefined, scope: ProjectScope): Promise<Comparison> {
    await this.requireVisible(artifactId, scope);
    const beforeId = await this.baseOf(artifactId, to);
    // Of another image it may be of another project as well.
    await this.requireVisible(beforeId, scope);
    const comparison = await this.workers.runAside('compare', { artifactId, beforeId });
    if (comparison === null) throw new ArtifactNotFoundError(artifactId);
    return {
      ...comparison,
      before: { id: String(beforeId), ...comparison.before },
      after: { id: String(artifactId), ...comparison.after },
    } as Comparison;
  }

  private async baseOf(artifactId: number, to: string | undefined): Promise<number> {
    if (to !== undefined && /^\d/.test(to)) return rowIdOf(to, 'to');
    const found =
      to === undefined
        ? await this.bases.findPrevious(artifactId)
        : ((await this.deployments.findCurrent(this.database, artifactId, to))?.artifactId ?? null);
    if (found === null) throw new NothingToCompareError(to);
    return found;
  }

  private async requireVisible(artifactId: number, scope: ProjectScope): Promise<void> {
    if (!(await this.artifacts.has(artifactId, scope))) throw new ArtifactNotFoundError(artifactId);
  }
}
