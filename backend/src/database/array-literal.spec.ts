import { arrayLiteral } from './array-literal.js';

describe('arrayLiteral', () => {
  it('tells null from the word and the empty text', () => {
    expect(arrayLiteral([null, 'NULL', ''])).toBe('{NULL,"NULL",""}');
  });

  it('keeps what has a meaning of its own in an array', () => {
    expect(arrayLiteral(['a,b', '{}', 'say "hi"', String.raw`C:\new`])).toBe(
      String.raw`{"a,b","{}","say \"hi\"","C:\\new"}`,
    );
  });

  it('writes numbers and booleans as they are', () => {
    expect(arrayLiteral([1, -2.5, 1e-7, true, false])).toBe('{1,-2.5,1e-7,true,false}');
  });

  it('is empty for nothing', () => {
    expect(arrayLiteral([])).toBe('{}');
  });
});
