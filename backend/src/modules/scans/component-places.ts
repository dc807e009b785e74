import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import type { Component, Place } from '../../core/reports/scan.js';

/** What one report says of a component that is not the same in every report. */
export type ComponentPlaces = Pick<Component, 'places' | 'licences' | 'source'>;

/**
 * Texts once each; a component has places (path and layer), licences and where known its source package (name and version), by the places of
 * their texts from 1: null is 0.
 */
interface Packed {
  readonly texts: readonly string[];
  readonly components: readonly (readonly [
    places: readonly number[],
    licences: readonly number[],
    source?: readonly number[],
  ])[];
}

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** So many components a piece: what is asked of a few must not unpack all of a large report. */
const PIECE = 256;

/** The piece that a component is in, and its place there, by its place in the whole. */
export function pieceOf(place: number): { readonly piece: number; readonly place: number } {
  return { piece: Math.floor(place / PIECE), place: place % PIECE };
}

/** In the order given, piece by piece, deflated in threads of their own. */
export function packPlaces(components: readonly ComponentPlaces[]): Promise<Buffer[]> {
  const pieces: Promise<Buffer>[] = [];
  for (let start = 0; start < components.length; start += PIECE) {
    pieces.push(deflate(JSON.stringify(packed(components.slice(start, start + PIECE))), { level: 3 }));
  }
  return Promise.all(pieces);
}

/** The components of one piece. */
export async function unpackPlaces(piece: Uint8Array): Promise<ComponentPlaces[]> {
  const { texts, components } = await unpacked(piece);
  const textOf = (number: number | undefined): string | null => texts[(number ?? 0) - 1] ?? null;
  return components.map(([numbers, licences, source]) => {
    const places: Place[] = [];
    for (let at = 0; at < numbers.length; at += 2) {
      places.push({ path: textOf(numbers[at]), layer: textOf(numbers[at + 1]) });
    }
    return {
      places,
      licences: licences.map((number) => textOf(number) ?? ''),
      ...(source === undefined ? {} : { source: { name: textOf(source[0]) ?? '', version: textOf(source[1]) } }),
    };
  });
}

/** Of the components of one piece the names of their source packages, null where there is none: a fraction of the time of all that is in it. */
export async function unpackSourceNames(piece: Uint8Array): Promise<(place: number) => string | null> {
  const { texts, components } = await unpacked(piece);
  return (place) => texts[(components[place]?.[2]?.[0] ?? 0) - 1] ?? null;
}

async function unpacked(piece: Uint8Array): Promise<Packed> {
  return JSON.parse((await inflate(piece)).toString()) as Packed;
}

function packed(components: readonly ComponentPlaces[]): Packed {
  const texts: string[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (text: string | null): number => {
    if (text === null) return 0;
    const known = numbers.get(text);
    if (known !== undefined) return known;
    const number = texts.push(text);
    numbers.set(text, number);
    return number;
  };
  return {
    texts,
    components: components.map(({ places, licences, source }) => [
      places.flatMap(({ path, layer }) => [numberOf(path), numberOf(layer)]),
      licences.map(numberOf),
      ...(source === undefined ? ([] as const) : ([[numberOf(source.name), numberOf(source.version)]] as const)),
    ]),
  };
}
