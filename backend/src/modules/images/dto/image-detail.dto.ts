import { ArtifactSummary } from '../../artifacts/dto/artifact-summary.dto.js';
import { SeverityCounts } from '../../artifacts/dto/severity-counts.dto.js';
import { Deployment } from '../../deployments/dto/deployment.dto.js';
import { OpenTimes } from './open-times.dto.js';

/** The open findings of one build, as its scans report them that count now. */
export class TrendPoint {
  /** @example "42" */
  artifactId!: string;
  /** When its first report was taken in. */
  createdAt!: string;
  counts!: SeverityCounts;
}

/** Get an image: where it runs, and how its findings change from artifact to artifact. */
export class Image {
  id!: string;
  /** Slug of its project. */
  project!: string;
  /** @example "ghcr.io/acme/api" */
  repository!: string;
  /** When its first report was taken in. */
  createdAt!: string;
  /** Number of builds. */
  artifactCount!: number;
  /** The artifact whose report came in last. */
  latest!: ArtifactSummary | null;
  /** What of it runs now, in the order of the policy's environments; null for callers without permission to read deployments. */
  deployments!: Deployment[] | null;
  /** The newest 400 builds, oldest first. Waivers make no difference here. */
  trend!: TrendPoint[];
  /** How long the vulnerabilities of `latest` have been open; null where there is none. */
  openTimes!: OpenTimes | null;
}
