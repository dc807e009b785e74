import { assert, jsonValue, pre, property } from 'fast-check';
import { checkJsonText } from './json-text.js';

describe('checkJsonText', () => {
  it('takes whatever JSON.stringify writes of values, but for controls and names of the prototype', () => {
    assert(
      property(jsonValue({ maxDepth: 8 }), (value) => {
        const text = JSON.stringify(value);
        pre(
          !/\\[bf]|\\u(?:00[01]|d[89a-f])|"(prototype|toString|valueOf|constructor|hasOwnProperty|__\w+__|to\w+String|is\w+Of|property\w+)"/.test(
            text,
          ),
        );
        expect(() => checkJsonText(text)).not.toThrow();
      }),
    );
  });

  it.each([
    '{"role":"viewer","role":"admin"}',
    String.raw`{"role":"viewer","ro\u006ce":"admin"}`,
    '[{"a":{"b":1,"c":[{}],"b":2}}]',
    '{"a":1,"a":1}',
  ])('refuses a member that stands twice: %s', (text) => {
    expect(() => checkJsonText(text)).toThrow('the same member twice');
  });

  it.each(['{"a":"a","b":"a"}', '[{"a":1},{"a":1}]', '{"a":{"a":1}}', '["a","a"]', '{"a":["b","b"],"b":1}'])(
    'takes the same text in different places: %s',
    (text) => {
      expect(() => checkJsonText(text)).not.toThrow();
    },
  );

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', String.raw`to\u0053tring`])(
    'refuses a member named %s',
    (name) => {
      expect(() => checkJsonText(`{"a":[{"${name}":1}]}`)).toThrow('no member can be named');
      expect(() => checkJsonText(`{"a":"${name}"}`)).not.toThrow();
    },
  );

  it.each<[string, string, string]>([
    [String.raw`{"a":"\u0000"}`, '/a', 'the control character U+0000'],
    [String.raw`{"a":"x\u001b[2J"}`, '/a', 'the control character U+001B'],
    [String.raw`{"a":{"b":[1,["x","\ud800y"]]}}`, '/a/b/1/1', 'half a surrogate pair (U+D800)'],
    [String.raw`{"a/b":{"c~d":"\udc00\ud800"}}`, '/a~1b/c~0d', 'half a surrogate pair (U+DC00)'],
    [String.raw`{"a":{"x":1},"b":"\b"}`, '/b', 'the control character U+0008'],
    [String.raw`{"a":{"b\u0000":1}}`, '/a', 'a member’s name holds the control character U+0000'],
    [String.raw`["\ud83d"]`, '/0', 'half a surrogate pair (U+D83D)'],
    [String.raw`"\u0001"`, '', 'the control character U+0001'],
  ])('refuses in %s, and says where, a character that stands in no text', (text, pointer, what) => {
    expect(() => checkJsonText(text)).toThrow(
      expect.objectContaining({ pointer, message: expect.stringContaining(what) }),
    );
  });

  it('takes line breaks, tabs, and characters that are written as two halves', () => {
    expect(() => checkJsonText(String.raw`{"a\t":"b\r\n\ud83d\udea2"}`)).not.toThrow();
  });

  it('refuses what is nested without an end', () => {
    expect(() => checkJsonText('['.repeat(32) + ']'.repeat(32))).not.toThrow();
    expect(() => checkJsonText('{"a":'.repeat(33) + '1' + '}'.repeat(33))).toThrow('deeper');
  });
});
