import * as fc from 'fast-check';
import { type Concern, componentsIn, encodeConcerned, markOf } from './concerned-components.js';

/** As `pieceOfConcerned` has PostgreSQL cut it out, which exposure.spec.ts asks of the real one. */
function pieceOf(block: Buffer, lead: string): Buffer {
  const place = markOf(lead).place & ((1 << block.readUInt8(0)) - 1);
  const [start, end] = [block.readUInt32BE(4 + 4 * place), block.readUInt32BE(8 + 4 * place)];
  return Buffer.concat([block.subarray(0, 4), block.subarray(start, end)]);
}

const row = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 2 ** 31 - 1 }));
const lead = fc.oneof(
  fc.integer({ min: 1, max: 300 }).map((number) => `CVE-2026-${number}`),
  fc.string(),
);
const concerns = fc.array(fc.record({ lead, component: row }), { maxLength: 400 });

describe('encodeConcerned', () => {
  it('keeps which components each advisory concerns, and no others', () => {
    fc.assert(
      fc.property(concerns, lead, (given: readonly Concern[], other) => {
        const block = encodeConcerned(given);
        for (const asked of [...given.slice(0, 20).map((concern) => concern.lead), other]) {
          const expected = given.filter((concern) => concern.lead === asked).map(({ component }) => component);
          expect(componentsIn(pieceOf(block, asked), asked)).toEqual(expected);
        }
      }),
    );
  });

  it('tells the identifiers of a database of advisories apart, and spreads them', () => {
    const marks = Array.from({ length: 20_000 }, (_, number) => markOf(`CVE-${2000 + (number % 27)}-${number}`));
    expect(new Set(marks.map(({ place, mark }) => mark * 65_536 + place)).size).toBe(marks.length);
    const pieces = new Uint32Array(256);
    for (const { place } of marks) pieces[place & 255] = (pieces[place & 255] ?? 0) + 1;
    expect(Math.max(...pieces)).toBeLessThan(2 * (marks.length / pieces.length));
  });

  it('is what earlier versions have stored', () => {
    expect(encodeConcerned([{ lead: 'CVE-2026-10001', component: 70_000 }]).toString('hex')).toBe(
      '000300000000000c0000001319a4a5f3011170',
    );
  });

  it('is not taken for another thing where it is cut off', () => {
    const block = encodeConcerned([{ lead: 'CVE-2026-10001', component: 70_000 }]);
    const piece = pieceOf(block, 'CVE-2026-10001');
    expect(componentsIn(piece, 'CVE-2026-10001')).toEqual([70_000]);
    for (let length = 0; length < piece.length; length += 1) {
      expect(componentsIn(piece.subarray(0, length), 'CVE-2026-10001') ?? []).toEqual([]);
    }
  });
});
