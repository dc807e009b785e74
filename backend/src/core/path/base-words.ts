import { counted } from '../gate/words.js';
import type { DeclaredBase } from '../reports/image-layers.js';

/** What is known of the image's layers and of its base image. */
export interface BaseFacts {
  /** Null where no report lists them, or where reports contradict each other. */
  readonly layerCount: number | null;
  /** Reports list different layers under the same digest. */
  readonly isContradicted: boolean;
  readonly declared: DeclaredBase | null;
  /** The artifact whose layers are exactly the lowest ones of the image. */
  readonly base: { readonly image: string; readonly digest: string; readonly layerCount: number } | null;
}

/** `The lowest 5 of 8 layers are those of docker.io/library/debian@sha256:1f…` */
export function baseSentence({ layerCount, isContradicted, declared, base }: BaseFacts): string {
  const known = base === null ? declaredSentence(declared) : '';
  if (isContradicted)
    return joined(`Reports of this digest list different layers, so the layer of each finding is not known.`, known);
  if (layerCount === null)
    return joined(`No report lists the layers of this image, so the layer of each finding is not known.`, known);
  if (base === null)
    return joined(
      `No artifact that you can see has exactly the lowest layers of this image, so its base image is not recognised.`,
      known,
    );
  if (base.layerCount === 1)
    return `The lowest of ${counted(layerCount, 'layer', 'layers')} is that of ${named(base)}.`;
  return `The lowest ${base.layerCount.toLocaleString('en')} of ${counted(layerCount, 'layer', 'layers')} are those of ${named(base)}.`;
}

function named({ image, digest }: NonNullable<BaseFacts['base']>): string {
  return `${image}@${digest.slice(0, 19)}`;
}

function declaredSentence(declared: DeclaredBase | null): string {
  if (declared === null) return '';
  const { name, digest } = declared;
  return `Its labels declare the base image ${[name, digest?.slice(0, 19)].filter(Boolean).join('@')}.`;
}

function joined(...sentences: readonly string[]): string {
  return sentences.filter((sentence) => sentence !== '').join(' ');
}
