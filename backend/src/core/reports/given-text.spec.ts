import { givenText, readGivenText } from './given-text.js';

describe('givenText', () => {
  it('is empty where nothing was said', () => {
    expect(givenText({ tag: null })).toBe('');
    expect(givenText({ covers: [], tag: null })).toBe('');
    expect(readGivenText('')).toEqual({});
  });

  it('is the same for the same facts, however they were written', () => {
    const one = givenText({
      databaseDate: '2026-11-20T01:00:00+01:00',
      covers: ['secret', 'match', 'secret'],
      tag: '1',
    });
    expect(givenText({ tag: '1', covers: ['match', 'secret'], databaseDate: '2026-11-20T00:00:00.000Z' })).toBe(one);
    expect(readGivenText(one)).toEqual({
      databaseDate: '2026-11-20T00:00:00.000Z',
      covers: ['match', 'secret'],
      tag: '1',
    });
  });

  it.each([{ databaseDate: '2026-11-21' }, { covers: ['match'] as const }, { tag: '2' }])('differs by %j', (other) => {
    const facts = { databaseDate: '2026-11-20', covers: ['secret'] as const, tag: '1' };
    expect(givenText({ ...facts, ...other })).not.toBe(givenText(facts));
  });
});
