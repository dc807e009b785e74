import { ChangedArtifact } from '../../gate/dto/changed-artifact.dto.js';
import { IsProjectSlug } from '../../projects/project-slug.js';

export class ImageMove {
  /**
   * Slug of the project that it comes into.
   * @example "shop"
   */
  @IsProjectSlug()
  project!: string;
}

/** Where an image is now, and what follows from that. */
export class MovedImage {
  id!: string;
  /** @example "ghcr.io/acme/api" */
  repository!: string;
  /** Slug of the project that it was in. */
  movedFrom!: string;
  /** Slug. */
  project!: string;
  /** Artifacts whose outcome for an environment is another one now, of those that were evaluated again at once. */
  changed!: ChangedArtifact[];
  /** Artifacts that are evaluated in the background, or on the next request: none has a verdict until then. */
  pendingCount!: number;
}
