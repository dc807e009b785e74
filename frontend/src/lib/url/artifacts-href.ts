import { withParameters } from './search-parameters';

interface ImageName {
  readonly image: string;
  /** Slug: two projects may have images of the same name. */
  readonly project: string;
}

/** The list of an image's artifacts. */
export function artifactsHref({ image, project }: ImageName): string {
  return withParameters('/artifacts', { image, project });
}
