import type { Descriptor, ManifestContent } from '../registry/manifest-content.js';

/**
 * Buildx lists its own attestations beside the images, for a platform that there is not. By that alone they are known:
 * what is for another platform, or for none in particular, can be run, whatever its annotations say.
 */
const NO_PLATFORM = 'unknown';

/** The images in an index, a platform each; none for an image itself. */
export function imagesIn({ manifests }: ManifestContent): readonly Descriptor[] {
  return (manifests ?? []).filter(({ platform }) => platform?.os !== NO_PLATFORM);
}

/**
 * Whether an index of one entry has an index there: a runtime would go on to that and choose, among images that a scan of the
 * outer one never saw.
 */
export function hidesIndex(images: readonly Descriptor[], only: ManifestContent | undefined): boolean {
  return images.length === 1 && (only?.manifests?.length ?? 0) > 0;
}

/** Such as `linux/arm64`. */
export function platformName({ platform, digest }: Descriptor): string {
  if (!platform?.os) return digest;
  return [platform.os, platform.architecture, platform.variant].filter((part) => part).join('/');
}
