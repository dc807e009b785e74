import { remembered } from './remembered.js';

describe('remembered', () => {
  it('asks once for each text, and anew for what it has forgotten or is too long', () => {
    const asked: string[] = [];
    const upper = remembered(
      (text) => {
        asked.push(text);
        return text.toUpperCase();
      },
      { most: 2, longest: 3 },
    );
    expect(['a', 'b', 'a', 'b', 'long', 'long'].map(upper)).toEqual(['A', 'B', 'A', 'B', 'LONG', 'LONG']);
    expect(asked).toEqual(['a', 'b', 'long', 'long']);
    expect(['c', 'a'].map(upper)).toEqual(['C', 'A']);
    expect(asked.slice(4)).toEqual(['c', 'a']);
  });

  it('keeps apart texts whose bytes are the same', () => {
    const length = remembered((text) => text.charCodeAt(0), { most: 10, longest: 10 });
    expect(['\ud800', '\ufffd', '\ud801', '\ud800'].map(length)).toEqual([0xd800, 0xfffd, 0xd801, 0xd800]);
  });
});
