import { ArtifactSummary } from '../../artifacts/dto/artifact-summary.dto.js';

export class ImageSummary {
  id!: string;
  /** Slug of its project. */
  project!: string;
  /** @example "ghcr.io/acme/api" */
  repository!: string;
  artifactCount!: number;
  /** The artifact whose report came in last. */
  latest!: ArtifactSummary | null;
}

export class ImagePage {
  items!: ImageSummary[];

  /** Where the next page starts; null on the last one. */
  nextCursor!: string | null;

  /** Exact up to 10,000; beyond that the text `10 000+`. */
  total!: number | string;
}
