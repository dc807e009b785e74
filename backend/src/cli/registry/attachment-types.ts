/** A Sigstore bundle. */
export const BUNDLE = /^application\/vnd\.dev\.sigstore\.bundle(?:\.v[\d.]+\+json|\+json;version=[\d.]+)$/;

/** The annotation of what a bundle attests. */
export const BUNDLE_PREDICATE = 'dev.sigstore.bundle.predicateType';

/** Whether it may be such an attachment. A list need not say what it lists: clients that keep it under a tag name the kind of configuration there. */
export function isPerhaps(artifactType: string | undefined, types: RegExp): boolean {
  return !artifactType || /\b(?:empty|config)\b/.test(artifactType) || types.test(artifactType);
}
