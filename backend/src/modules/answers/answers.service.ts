import { Injectable } from '@nestjs/common';
import type { ImageLayers } from '../../core/reports/image-layers.js';
import type { ProjectScope } from '../access/project-scope.js';
import { ArtifactNotFoundError } from '../artifacts/artifacts.errors.js';
import type { WayAsked } from '../gate/way-to-green.service.js';
import { IngestWorkers } from '../reports/worker/ingest-workers.js';
import { BaseImagesService } from '../base-images/base-images.service.js';
import type { BaseImage } from '../base-images/dto/base-image.dto.js';
import type { WaysToGreen, WayToGreen } from './dto/way-to-green.dto.js';

/** What to do about an artifact, worked out where no request has to wait for it. */
@Injectable()
export class AnswersService {
  constructor(
    private readonly bases: BaseImagesService,
    private readonly workers: IngestWorkers,
  ) {}

  /** Throws ArtifactNotFoundError, EnvironmentUnknownError, EvaluationTooHeavyError. */
  async waysToGreen(artifactId: number, environment: string | undefined, scope: ProjectScope): Promise<WaysToGreen> {
    const { base, layers } = await this.bases.find(artifactId, scope);
    const ways = await this.workers.runAside('findWays', { artifactId, environment, onBase: onBase(base, layers) });
    if (ways === null) throw new ArtifactNotFoundError(artifactId);
    return { base, environments: ways as WayToGreen[] };
  }
}

function onBase({ base, newerBuild }: BaseImage, layers: ImageLayers | null): WayAsked['onBase'] {
  if (base === null || layers === null) return null;
  return {
    layers,
    baseLayerCount: base.layerCount,
    baseId: Number(base.id),
    newerId: newerBuild === null ? null : Number(newerBuild.id),
  };
}
