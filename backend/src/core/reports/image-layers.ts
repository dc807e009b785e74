import { hash } from 'node:crypto';
import { isDigest } from '../model/digest.js';

/** Runtimes refuse images of more than 127 layers; what lists far more is not an image's list. */
const MOST_LAYERS = 512;

const BASE_NAME = 'org.opencontainers.image.base.name';
const BASE_DIGEST = 'org.opencontainers.image.base.digest';

const LONGEST_NAME = 512;

/** The image's layers, as a report lists them. */
export interface ImageLayers {
  /** Of the layers as they are unpacked (OCI: DiffID), from the lowest up. At least one. */
  readonly diffIds: readonly string[];
  /** How else the report names them: the digest of a compressed layer, and its place in `diffIds`. */
  readonly digests: readonly (readonly [digest: string, place: number])[];
  /** The base image that the image's labels declare. */
  readonly base: DeclaredBase | null;
}

export interface DeclaredBase {
  readonly name: string | null;
  readonly digest: string | null;
}

export interface WrittenLayers {
  /** Every list of diff ids that the report has: they have to agree. */
  readonly lists: readonly unknown[];
  /** Labels of the image's configuration, by name. */
  readonly labels?: unknown;
  /** Diff ids of layers by the digest of their compressed form. */
  readonly diffIdOf?: ReadonlyMap<string, string>;
}

/** Undefined where the report lists no layers, contradicts itself, or lists what no image has. No verdict depends on it, so nothing is refused for it. */
export function imageLayers({ lists, labels, diffIdOf = new Map() }: WrittenLayers): ImageLayers | undefined {
  const [diffIds, ...others] = lists.filter((list) => Array.isArray(list) && list.length > 0);
  if (!isLayerList(diffIds) || others.some((other) => !isSame(diffIds, other))) return undefined;
  const placeOf = new Map(diffIds.map((id, place) => [id, place]));
  return {
    diffIds,
    digests: [...diffIdOf].flatMap(([digest, diffId]) => {
      const place = placeOf.get(diffId);
      return place === undefined || digest === diffId || !isDigest(digest) ? [] : [[digest, place] as const];
    }),
    base: declaredBase(labels),
  };
}

/**
 * What names the lowest layer, the lowest two, and so on up to all of them (OCI: ChainID). Two images share their lowest n layers
 * exactly if the n-th of these is the same.
 */
export function chainIds(diffIds: readonly string[]): string[] {
  const chain: string[] = [];
  for (const diffId of diffIds) {
    const below = chain.at(-1);
    chain.push(below === undefined ? diffId : `sha256:${hash('sha256', `${below} ${diffId}`, 'hex')}`);
  }
  return chain;
}

/** By diff id and by digest: the place of a layer. One diff id that occurs twice has its lowest place. */
export function layerPlaces({ diffIds, digests }: ImageLayers): ReadonlyMap<string, number> {
  return new Map([...digests, ...diffIds.map((id, place) => [id, place] as const).toReversed()]);
}

function declaredBase(labels: unknown): DeclaredBase | null {
  if (typeof labels !== 'object' || labels === null) return null;
  const written = labels as Readonly<Record<string, unknown>>;
  const [name, digest] = [written[BASE_NAME], written[BASE_DIGEST]];
  const base = {
    name: typeof name === 'string' && name !== '' && name.length <= LONGEST_NAME ? name : null,
    digest: typeof digest === 'string' && isDigest(digest) ? digest : null,
  };
  return base.name === null && base.digest === null ? null : base;
}

function isLayerList(value: unknown): value is string[] {
  return (
    Array.isArray(value) &&
    value.length <= MOST_LAYERS &&
    value.every((each: unknown) => typeof each === 'string' && isDigest(each))
  );
}

function isSame(one: readonly string[], other: unknown): boolean {
  return Array.isArray(other) && other.length === one.length && one.every((id, place) => other[place] === id);
}
