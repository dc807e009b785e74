import type { TrivyCvss } from './trivy-report.js';

export interface CvssRating {
  readonly score: number | null;
  readonly vector: string | null;
}

/** Whose rating is taken where the source of the severity gives none. */
const PREFERRED = ['nvd', 'ghsa', 'redhat'];

/**
 * Trivy lists a rating for each source. Taken is that of the source which the severity comes from, then
 * NVD's, GitHub's, Red Hat's, then any; of one source CVSS 3 before 4 before 2.
 */
export function bestCvss(
  ratings: Readonly<Record<string, TrivyCvss>> | null | undefined,
  source: string | null,
): CvssRating {
  if (!ratings) return { score: null, vector: null };
  const sources = [...(source === null ? [] : [source]), ...PREFERRED, ...Object.keys(ratings).toSorted()];
  for (const name of sources) {
    const rating = Object.hasOwn(ratings, name) ? ratings[name] : undefined;
    if (rating === undefined) continue;
    if (rating.V3Score) return { score: rating.V3Score, vector: rating.V3Vector ?? null };
    if (rating.V40Score) return { score: rating.V40Score, vector: rating.V40Vector ?? null };
    if (rating.V2Score) return { score: rating.V2Score, vector: rating.V2Vector ?? null };
  }
  return { score: null, vector: null };
}
