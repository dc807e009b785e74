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

/** How many images' latest artifacts have which verdict for an environment. */
export class EnvironmentSum {
  /** @example "prod" */
  environment!: string;
  pass!: number;
  fail!: number;
  unknown!: number;
  /** No current verdict: it expired, the policy changed, or the image has no artifact. */
  pending!: number;
}

/** How many images' latest artifacts have a verdict in which a rule did not pass. */
export class RuleSum {
  /** @example "vulnerabilities.critical" */
  rule!: string;
  images!: number;
}

export class ImagePage {
  items!: ImageSummary[];

  /** Where the next page starts; null on the last one. */
  nextCursor!: string | null;

  /** Exact up to 10,000; beyond that the text `10 000+`. */
  total!: number | string;

  /**
   * On the first page: all images that match, not only those of the page, per environment of the active policy in its
   * order. Where `total` is `10 000+`, 10,000 of them are summed up, and each number is the least that there are.
   */
  environments?: EnvironmentSum[];

  /**
   * On the first page, of the same images: the rules that did not pass in verdicts of the `outcome` and for the `environment` that are asked for,
   * or of any. Most images first, 50 rules at most.
   */
  rules?: RuleSum[];
}
