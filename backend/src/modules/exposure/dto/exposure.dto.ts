import { ArtifactSummary } from '../../artifacts/dto/artifact-summary.dto.js';

/** A component by which the artifact is affected. */
export class ExposedComponent {
  /** @example "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1" */
  purl!: string | null;
  /** @example "maven" */
  type!: string;
  /** @example "org.apache.logging.log4j:log4j-core" */
  name!: string;
  version!: string | null;
  /** The artifact's finding, where an advisory was asked for. */
  findingId!: string | null;
}

/** Where the artifact runs now. */
export class ExposedDeployment {
  /** @example "prod" */
  environment!: string;
  /** The tag that it has for the environment, if the sender named it. */
  tag!: string | null;
  recordedAt!: string;
}

export class ExposedArtifact {
  /** With the current verdict for each environment. */
  artifact!: ArtifactSummary;
  /** At most 20, by name and version. */
  components!: ExposedComponent[];
  /** How many there are. */
  componentCount!: number;
  /** In the order of the policy's environments; null without the permission to read deployments. */
  deployments!: ExposedDeployment[] | null;
}

/** Artifacts that an advisory affects, or that hold a component, as their current scans say. Newest first. */
export class ExposurePage {
  items!: ExposedArtifact[];

  /** Where the next page starts; null on the last one. */
  nextCursor!: string | null;

  /** Exact up to 10,000; beyond that the text `10 000+`. */
  total!: number | string;

  /** How many of all affected artifacts run in an environment now; null without the permission to read deployments. */
  runningTotal!: number | null;

  /**
   * Of an advisory: the names that it was looked for by, the one that was asked for first. Otherwise empty.
   * @example ["CVE-2021-44228", "GHSA-jfh8-c2jp-5v3q"]
   */
  names!: string[];

  /** Number of artifacts that were evaluated: all that the caller can see. */
  artifacts!: number;

  /**
   * Artifacts that were not found and of which it is not known either: no whole scan of the image, for what was asked, counts; or a
   * component without a package URL has that name; or its version cannot be compared.
   */
  unknownArtifacts!: number;

  /**
   * Of the artifacts of which it is known that they are not affected: the date of the oldest evidence. What became known later may be
   * missing. Null where there is no such artifact.
   */
  oldestEvidence!: string | null;
}
