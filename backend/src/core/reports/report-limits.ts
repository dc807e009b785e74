/** How much one report may say. What is more is refused, texts that are longer are cut. */
export interface ReportLimits {
  readonly components: number;
  /** Those that are made again with them. */
  readonly claims: number;
  readonly claimsPerComponent: number;
  readonly idsPerClaim: number;
  readonly ratingsPerClaim: number;
  readonly places: number;
  readonly placesPerComponent: number;
  readonly licencesPerComponent: number;
  readonly problems: number;
  /** UTF-8, of names, versions, keys and identifiers. */
  readonly identifierBytes: number;
  /** UTF-8, of paths and of what else tells two problems apart. */
  readonly pathBytes: number;
  /** UTF-8, of what stands on a line: titles, addresses. Longer ones are cut. */
  readonly titleBytes: number;
  /** UTF-8, of what fills a page: descriptions. Longer ones are cut. */
  readonly descriptionBytes: number;
  /** Of one entry of a list, and of all that is no such entry, as JSON. */
  readonly entryBytes: number;
}

export type ReportLimitName = keyof ReportLimits;

/**
 * Ten times and more what the largest of some 600 real reports say; an index of the database holds no identifier of more than
 * 2,700 bytes.
 */
export const DEFAULT_REPORT_LIMITS: ReportLimits = {
  components: 250_000,
  claims: 1_000_000,
  claimsPerComponent: 50_000,
  idsPerClaim: 1_000,
  ratingsPerClaim: 1_000,
  places: 1_000_000,
  placesPerComponent: 50_000,
  licencesPerComponent: 1_000,
  problems: 250_000,
  identifierBytes: 2_048,
  pathBytes: 8_192,
  titleBytes: 1_024,
  descriptionBytes: 65_536,
  entryBytes: 64 * 1024 * 1024,
};
