import { PageQuery } from '../../../common/paging/page-query.js';
import { ArtifactSummary } from '../../artifacts/dto/artifact-summary.dto.js';
import { SeverityCounts } from '../../artifacts/dto/severity-counts.dto.js';

export class BuildQuery extends PageQuery {}

/** How the number of findings differs from that of the build before. Not which ones: `GET /api/v1/artifacts/{id}/compare` answers that. */
export class BuildChange {
  /**
   * The build whose first report came in before.
   * @example "41"
   */
  artifactId!: string;
  /** By severity; negative where there are fewer. */
  counts!: SeverityCounts;
}

/** One build of an image, as the image's page lists it. */
export class Build extends ArtifactSummary {
  /** The environments in which it is recorded as running now; null for callers without permission to read deployments. */
  runsIn!: string[] | null;
  /** Null for the image's first build. */
  change!: BuildChange | null;
}

export class BuildPage {
  /** Newest first, by when their first reports were taken in. */
  items!: Build[];

  /** Where the next page starts; null on the last one. */
  nextCursor!: string | null;

  /** Exact up to 10,000; beyond that the text `10 000+`. */
  total!: number | string;
}
