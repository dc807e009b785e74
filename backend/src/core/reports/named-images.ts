import { isDigest } from '../model/digest.js';
import { type ImageReference, parseImageReference } from '../model/image-reference.js';
import type { Subject } from './scan.js';

/** `docker save` and its like write these: what looks like a repository's name is a file's. */
export const ARCHIVE = /\.(?:tar|tgz|tar\.gz|tar\.zst|img|vmdk)$/;

/** All that a report names an image by. */
export function namedImages(
  references: readonly (ImageReference | null | undefined)[],
  contentIds: readonly unknown[] = [],
): Pick<Subject, 'digests' | 'images' | 'contentIds'> {
  const named = references.filter((reference) => reference !== null && reference !== undefined);
  return {
    digests: unique(named.flatMap(({ digest }) => digest ?? [])),
    images: unique(named.map(({ repository }) => repository)),
    contentIds: unique(contentIds.filter((id): id is string => typeof id === 'string' && isDigest(id))),
  };
}

/** References among what a list of a report holds. */
export function referencesIn(texts: unknown): ImageReference[] {
  if (!Array.isArray(texts)) return [];
  return texts.map((text) => referenceIn(text)).filter((reference) => reference !== null);
}

/** What a report calls what was scanned, unless that is an archive. */
export function referenceIn(text: unknown): ImageReference | null {
  return typeof text === 'string' && !ARCHIVE.test(text) ? parseImageReference(text) : null;
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
