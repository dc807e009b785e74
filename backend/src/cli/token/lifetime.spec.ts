import { assert, nat, property, string } from 'fast-check';
import { lifetimeOf } from './lifetime.js';

const DAY = 24 * 60 * 60_000;

describe('lifetimeOf', () => {
  it.each([
    ['5m', 5 * 60_000],
    ['12h', DAY / 2],
    ['30d', 30 * DAY],
    ['2w', 14 * DAY],
    ['1y', 365 * DAY],
    ['366d', 366 * DAY],
  ])('reads %s', (written, milliseconds) => {
    expect(lifetimeOf(written)).toBe(milliseconds);
  });

  it.each(['', '30', 'd', '0d', '-1d', '1.5d', '30 d', '30D', '1y1d', '367d', '2y', '53w', '1e3m', '٣d', '30d\n'])(
    'refuses %j',
    (written) => {
      expect(lifetimeOf(written)).toBeNull();
    },
  );

  it('never gives more than a year, whatever is written', () => {
    assert(
      property(string(), nat(), (unit, count) => {
        for (const written of [unit, `${count}${unit}`, `${count}d`, `${count}m`]) {
          const lifetime = lifetimeOf(written) ?? 1;
          expect(lifetime > 0 && lifetime <= 366 * DAY).toBe(true);
        }
      }),
    );
  });
});
