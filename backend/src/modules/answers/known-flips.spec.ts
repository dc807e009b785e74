import type { Flipped } from '../gate/verdict-flip.js';
import { KnownFlips } from './known-flips.js';

const FOUND: Flipped = { missing: null, flip: null };

describe('KnownFlips', () => {
  it('finds why two verdicts differ once, and looks again for what was missing', async () => {
    const known = new KnownFlips();
    const found: string[] = [];
    const ask = (row: number, answer: Flipped) =>
      known.of({ fromRow: 1, row }, async () => {
        found.push(`${row}`);
        return answer;
      });
    const missing: Flipped = { missing: { of: 'before', reason: 'scan-deleted' }, flip: null };
    expect([await ask(2, FOUND), await ask(2, missing)]).toEqual([FOUND, FOUND]);
    expect([await ask(3, missing), await ask(3, FOUND)]).toEqual([missing, FOUND]);
    expect(found).toEqual(['2', '3', '3']);
  });

  it('keeps those that were asked for last', async () => {
    const known = new KnownFlips();
    let looks = 0;
    const ask = (row: number) =>
      known.of({ fromRow: 0, row }, async () => {
        looks += 1;
        return FOUND;
      });
    for (let row = 1; row <= 300; row += 1) await ask(row);
    await ask(1);
    await ask(301);
    expect(looks).toBe(301);
    await ask(1);
    expect(looks).toBe(301);
    await ask(2);
    expect(looks).toBe(302);
  });
});
