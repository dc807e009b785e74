import { vendorOf } from '../package-vendor.js';
import { rate, sourceName, type Rated, type SourceRating } from '../severity-order.js';
import type { GrypeMatch, GrypeVulnerability } from './grype-report.js';

/** Stands for the record that Grype matched, whatever its namespace: related records may be of the same source. */
const CHOSEN = 'grype';

/** The word of the record that Grype matched first, then those of the records that it relates to, in the one order of all formats. */
export function grypeSeverity({ vulnerability, relatedVulnerabilities, artifact }: GrypeMatch): Rated {
  const related = (relatedVulnerabilities ?? []).flatMap((record) => ratingsOf(record, record.namespace || null));
  return rate([...ratingsOf(vulnerability, CHOSEN), ...related], { chosen: CHOSEN, vendor: vendorOf(artifact.purl) });
}

/** The severity of a record is that of its source; its scores can be from other sources. */
function ratingsOf({ namespace, severity, cvss }: GrypeVulnerability, source: string | null): SourceRating[] {
  const own = namespace ? sourceName(namespace) : null;
  const scores = (cvss ?? []).map((rating): SourceRating => {
    const isOwn = !rating.source || sourceName(rating.source) === own;
    return {
      source: isOwn ? source : (rating.source ?? null),
      word: isOwn ? severity : null,
      score: rating.metrics?.baseScore || null,
      vector: rating.vector || null,
      method: rating.version || null,
    };
  });
  return [{ source, word: severity }, ...scores];
}
