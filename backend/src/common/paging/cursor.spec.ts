import { InvalidInputError } from '../errors/invalid-input.error.js';
import { readCursor, writeCursor } from './cursor.js';

describe('cursor', () => {
  it('comes back as it was written', () => {
    const keys = ['2026-11-21T10:00:00.000Z', 'ünïcode "and" more', 1.5, 42, '0'.repeat(32)];
    const kinds = ['instant', 'text', 'number', 'id', 'uuid'] as const;
    expect(readCursor(writeCursor('-scanned', keys), '-scanned', kinds)).toEqual(keys);
  });

  it('is null where there is none', () => {
    expect(readCursor(undefined, 'load', ['number', 'id'])).toBeNull();
  });

  it('is only good for its own sort', () => {
    expect(() => readCursor(writeCursor('load', [1, 1]), '-load', ['number', 'id'])).toThrow(InvalidInputError);
  });

  it.each([
    ['instant', 'now()'],
    ['instant', '2026-13-01T00:00:00.000Z'],
    ['instant', 'infinity'],
    ['integer', 1.5],
    ['integer', 2 ** 31],
    ['id', 0],
    ['id', '1'],
    ['number', '1'],
    ['text', 'a\0b'],
    ['text', 'a\uD800b'],
    ['uuid', 'g'.repeat(32)],
  ] as const)('does not take %s from %p', (kind, key) => {
    expect(() => readCursor(writeCursor('load', [key]), 'load', [kind])).toThrow(InvalidInputError);
  });
});
