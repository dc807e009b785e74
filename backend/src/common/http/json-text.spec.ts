import { assert, jsonValue, pre, property } from 'fast-check';
import { checkJsonText } from './json-text.js';

describe('checkJsonText', () => {
  it('takes whatever JSON.stringify writes of values without NUL, but for names of the prototype', () => {
    assert(
      property(jsonValue({ maxDepth: 8 }), (value) => {
        const text = JSON.stringify(value);
        pre(
          !/\\u0000|"(prototype|toString|valueOf|constructor|hasOwnProperty|__\w+__|to\w+String|is\w+Of|property\w+)"/.test(
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

  it('refuses NUL in names and in values', () => {
    expect(() => checkJsonText(String.raw`{"a":"\u0000"}`)).toThrow('NUL');
    expect(() => checkJsonText(String.raw`{"a\u0000":1}`)).toThrow('NUL');
  });

  it('refuses what is nested without an end', () => {
    expect(() => checkJsonText('['.repeat(32) + ']'.repeat(32))).not.toThrow();
    expect(() => checkJsonText('{"a":'.repeat(33) + '1' + '}'.repeat(33))).toThrow('deeper');
  });
});
