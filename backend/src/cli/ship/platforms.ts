import type { Descriptor, ManifestContent } from '../registry/manifest-content.js';

/** Buildx lists its own attestations beside the images, for a platform that there is not. */
const BUILDX_NOTE = 'vnd.docker.reference.type';

/** The images in an index, a platform each; none for an image itself. */
export function imagesIn({ manifests }: ManifestContent): readonly Descriptor[] {
  return (manifests ?? []).filter(
    ({ platform, annotations }) => platform?.os !== 'unknown' && annotations?.[BUILDX_NOTE] === undefined,
  );
}

/** Such as `linux/arm64`. */
export function platformName({ platform, digest }: Descriptor): string {
  if (!platform?.os) return digest;
  return [platform.os, platform.architecture, platform.variant].filter((part) => part).join('/');
}
