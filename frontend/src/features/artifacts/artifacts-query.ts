import { oneOf, withParameters, type SearchParameters } from '@/lib/url/search-parameters';
import { nextSorting, parseSorting, sortingText, type Sorting } from '@/lib/url/sorting';

const SORT_KEYS = ['created', 'severity', 'load', 'scanned'] as const;

export type ArtifactSortKey = (typeof SORT_KEYS)[number];

/** What the address of an image's artifacts asks for. */
export interface ArtifactsQuery {
  readonly image: string;
  readonly project: string | undefined;
  readonly sort: Sorting<ArtifactSortKey>;
}

const NEWEST_FIRST: Sorting<ArtifactSortKey> = { key: 'created', isDescending: true };

/** Null where the address names no image. */
export function parseArtifactsQuery(parameters: SearchParameters): ArtifactsQuery | null {
  const image = oneOf(parameters, 'image');
  if (image === undefined) return null;
  return {
    image,
    project: oneOf(parameters, 'project'),
    sort: parseSorting(oneOf(parameters, 'sort'), SORT_KEYS, NEWEST_FIRST),
  };
}

/** As the API takes it. */
export function artifactsParameters({ image, project, sort }: ArtifactsQuery) {
  return { image, sort: sortingText(sort), ...(project === undefined ? {} : { project }) };
}

/** Sorted by a column; again, the other way round. */
export function artifactsSortHref({ image, project, sort }: ArtifactsQuery, key: ArtifactSortKey): string {
  return withParameters('/artifacts', { image, project, sort: sortingText(nextSorting(sort, key, true)) });
}
