import { Injectable } from '@nestjs/common';
import type { ProjectScope } from '../access/project-scope.js';
import { ArtifactNotFoundError } from '../artifacts/artifacts.errors.js';
import { VisibleArtifactsRepository } from '../artifacts/visible-artifacts.repository.js';
import { IngestWorkers } from '../reports/worker/ingest-workers.js';
import type { WayToGreen } from './dto/way-to-green.dto.js';

/** What to do about an artifact, worked out where no request has to wait for it. */
@Injectable()
export class AnswersService {
  constructor(
    private readonly artifacts: VisibleArtifactsRepository,
    private readonly workers: IngestWorkers,
  ) {}

  /** Throws ArtifactNotFoundError, EnvironmentUnknownError, EvaluationTooHeavyError. */
  async waysToGreen(artifactId: number, environment: string | undefined, scope: ProjectScope): Promise<WayToGreen[]> {
    if (!(await this.artifacts.has(artifactId, scope))) throw new ArtifactNotFoundError(artifactId);
    const ways = await this.workers.runAside('findWays', { artifactId, environment });
    if (ways === null) throw new ArtifactNotFoundError(artifactId);
    return ways as WayToGreen[];
  }
}
