import * as fc from 'fast-check';
import { isoTime } from './timestamps.js';

describe('isoTime', () => {
  it('gives what is written in UTC to the millisecond or second as Date does, whatever the day', () => {
    const part = (most: number, digits = 2) => fc.nat(most).map((number) => String(number).padStart(digits, '0'));
    const written = fc
      .tuple(part(9999, 4), part(13), part(32), part(25), part(60), part(60), fc.constantFrom('', '.000', '.120', '.5'))
      .map(
        ([year, month, day, hour, minute, second, rest]) =>
          `${year}-${month}-${day}T${hour}:${minute}:${second}${rest}Z`,
      );
    fc.assert(
      fc.property(written, (text) => {
        const time = new Date(text);
        const year = time.getUTCFullYear();
        expect(isoTime(text)).toBe(year > 1 && year <= 9999 ? time.toISOString() : null);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['2024-02-30T10:00:00Z', '2024-02-29T24:00:00Z', '2023-02-29T10:00:00.000Z'])(
    'reads %s as Date does',
    (text) => {
      expect(isoTime(text)).toBe(new Date(text).toISOString());
    },
  );
});
