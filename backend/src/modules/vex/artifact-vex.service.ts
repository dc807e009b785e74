import { Injectable } from '@nestjs/common';
import type { ProjectScope } from '../access/project-scope.js';
import { ArtifactNotFoundError } from '../artifacts/artifacts.errors.js';
import { VisibleArtifactsRepository } from '../artifacts/visible-artifacts.repository.js';
import type { ArtifactVexReview } from '../gate/dto/vex-review.dto.js';
import { IngestWorkers } from '../reports/worker/ingest-workers.js';
import type { VexExportQuery } from './dto/vex-query.dto.js';

/** What VEX says of an artifact, worked out where it holds nobody up. */
@Injectable()
export class ArtifactVexService {
  constructor(
    private readonly artifacts: VisibleArtifactsRepository,
    private readonly workers: IngestWorkers,
  ) {}

  async review(id: number, scope: ProjectScope): Promise<ArtifactVexReview> {
    await this.require(id, scope);
    return found(id, await this.workers.runAside('reviewVex', { artifactId: id }));
  }

  async export(id: number, { format, environment }: VexExportQuery, scope: ProjectScope): Promise<string> {
    await this.require(id, scope);
    return found(id, await this.workers.runAside('exportVex', { artifactId: id, format, environment }));
  }

  private async require(id: number, scope: ProjectScope): Promise<void> {
    if (!(await this.artifacts.has(id, scope))) throw new ArtifactNotFoundError(id);
  }
}

function found<Answer>(id: number, answer: Answer | null): Answer {
  if (answer === null) throw new ArtifactNotFoundError(id);
  return answer;
}
