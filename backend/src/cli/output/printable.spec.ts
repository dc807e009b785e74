import { assert, property, string } from 'fast-check';
import { printable } from './printable.js';

describe('printable', () => {
  it('names escape sequences instead of sending them', () => {
    expect(printable('\u001b[2Jopenssl\u009b31m\u007f')).toBe('\\u{1b}[2Jopenssl\\u{9b}31m\\u{7f}');
  });

  it('names characters that reorder or hide text', () => {
    expect(printable('lib\u202etar\u2066\u200b\u{e0041}')).toBe('lib\\u{202e}tar\\u{2066}\\u{200b}\\u{e0041}');
  });

  it('keeps everything on one line', () => {
    expect(printable('a\r\n\tb\u2028c\u0085d')).toBe('a b c\\u{85}d');
  });

  it('leaves other scripts and emoji alone', () => {
    expect(printable('пакет 包 ⚓ 🚢')).toBe('пакет 包 ⚓ 🚢');
  });

  it('never lets a control or a lone surrogate through', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 200 }), string({ unit: 'grapheme' }), (binary, text) => {
        expect(printable(binary + text + '\ud800')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
