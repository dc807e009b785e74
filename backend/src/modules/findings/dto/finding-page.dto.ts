import { SeverityCounts } from '../../artifacts/dto/severity-counts.dto.js';
import { FindingSummary, FixCounts, KindCounts, LayerCounts } from './finding.dto.js';

/** Findings of the artifact by what they can be filtered by. Each facet counts under the other filters, not its own. */
export class FindingFacets {
  severity!: SeverityCounts;
  kind!: KindCounts;
  /** Those with an available fix. */
  fixable!: number;
  /** Vulnerabilities by whether a fix is available. */
  fix!: FixCounts;
  /** Vulnerabilities past their deadline in some environment; null where the policy names no deadline. */
  overdue!: number | null;
  /** By where their components lie; null where the base image is not recognised. */
  layer!: LayerCounts | null;
}

export class FindingPage {
  items!: FindingSummary[];

  /** Where the next page starts; null on the last one. */
  nextCursor!: string | null;

  /** Exact up to 10,000; beyond that the text `10 000+`. */
  total!: number | string;

  /** On the first page. */
  facets?: FindingFacets;
}
