import { Injectable } from '@nestjs/common';
import type { ProjectScope } from '../access/project-scope.js';
import { ArtifactNotFoundError } from '../artifacts/artifacts.errors.js';
import { VisibleArtifactsRepository } from '../artifacts/visible-artifacts.repository.js';
import type { ArtifactVexReview } from '../gate/dto/vex-review.dto.js';
import { IngestWorkers } from '../reports/worker/ingest-workers.js';
import { DefaultProject } from '../projects/default-project.js';
import { ArtifactUnknownError } from '../gate/gate.errors.js';
import type { ImageVexQuery, VexExportQuery } from './dto/vex-query.dto.js';

/** What VEX says about an artifact, evaluated in a worker thread. */
@Injectable()
export class ArtifactVexService {
  constructor(
    private readonly artifacts: VisibleArtifactsRepository,
    private readonly workers: IngestWorkers,
    private readonly defaultProject: DefaultProject,
  ) {}

  async review(id: number, scope: ProjectScope): Promise<ArtifactVexReview> {
    await this.require(id, scope);
    return found(id, await this.workers.runAside('reviewVex', { artifactId: id }));
  }

  async export(id: number, { format, environment }: VexExportQuery, scope: ProjectScope): Promise<string> {
    await this.require(id, scope);
    return found(id, await this.workers.runAside('exportVex', { of: { artifactId: id }, format, environment }));
  }

  /** Of the image's newest artifacts: what its tags name and what was scanned last; or of what one tag names. */
  async exportImage({ image, tag, project, format, environment }: ImageVexQuery, scope: ProjectScope): Promise<string> {
    const slug = project ?? (await this.defaultProject.slugFor(scope));
    const artifactIds = await this.artifacts.newestOf({ project: slug, image, tag: tag ?? null }, scope);
    const text =
      artifactIds.length === 0
        ? null
        : await this.workers.runAside('exportVex', { of: { image, artifactIds }, format, environment });
    if (text === null) throw new ArtifactUnknownError(image, tag === undefined ? '' : `with the tag ${tag}`, slug);
    return text;
  }

  private async require(id: number, scope: ProjectScope): Promise<void> {
    if (!(await this.artifacts.has(id, scope))) throw new ArtifactNotFoundError(id);
  }
}

function found<Answer>(id: number, answer: Answer | null): Answer {
  if (answer === null) throw new ArtifactNotFoundError(id);
  return answer;
}
