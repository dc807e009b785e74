import * as fc from 'fast-check';
import { type ComponentPlaces, packPlaces, pieceOf, unpackPlaces, unpackSourceNames } from './component-places.js';

const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const orNull = fc.option(text, { nil: null });

const NONE: ComponentPlaces = { places: [], licences: [] };

describe('packPlaces', () => {
  it('keeps places, licences and source of each component, piece by piece in their order', async () => {
    const component = fc.record(
      {
        places: fc.array(fc.record({ path: orNull, layer: orNull })),
        licences: fc.array(text),
        source: fc.record({ name: text, version: orNull }),
      },
      { requiredKeys: ['places', 'licences'] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(component, { maxLength: 4 }), fc.nat(600), async (given, count) => {
        const components =
          given.length === 0 ? [] : Array.from({ length: count }, (_, at) => given[at % given.length] ?? NONE);
        const pieces = await packPlaces(components);
        const read = await Promise.all(pieces.map((piece) => unpackPlaces(piece)));
        expect(read.flat()).toEqual(components);
        const names = await Promise.all(pieces.map((piece) => unpackSourceNames(piece)));
        for (const [at, each] of components.entries()) {
          const { piece, place } = pieceOf(at);
          expect(read[piece]?.[place]).toEqual(each);
          expect(names[piece]?.(place)).toBe(each.source?.name ?? null);
        }
      }),
      { numRuns: 30 },
    );
  });
});
