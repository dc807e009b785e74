import type { JsonPath } from './json-pointer.js';

export interface JsonErrorPlace {
  /** Where in the document: the path to the value that is being read. */
  readonly path: JsonPath;
  /** Index into the text of the first character that cannot be JSON; its length where the text ends too early. */
  readonly index: number;
  readonly message: string;
}

interface Container {
  readonly isObject: boolean;
  step: string | number;
}

const LITERAL = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \t\n\r]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * The first place where a text stops being JSON; null where it is JSON. JSON.parse does not tell (before
 * Node 22 not even the index), so the text is walked once more. Slow and only for what is refused anyway.
 */
export function locateJsonError(text: string): JsonErrorPlace | null {
  return new JsonWalker(text).walk();
}

class JsonWalker {
  private index = 0;
  private readonly open: Container[] = [];

  constructor(private readonly text: string) {}

  walk(): JsonErrorPlace | null {
    let expect: 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'comma-or-end' = 'value';
    for (;;) {
      this.skip(SPACE);
      const top = this.open.at(-1);
      const character = this.text[this.index];
      if (expect === 'comma-or-end') {
        if (top === undefined) {
          return character === undefined ? null : this.fail('nothing more was expected after the end of the document');
        }
        if (character === ',') {
          this.index++;
          top.step = typeof top.step === 'number' ? top.step + 1 : '';
          expect = top.isObject ? 'key' : 'value';
          continue;
        }
        if (character !== (top.isObject ? '}' : ']'))
          return this.fail(`expected a comma or ${top.isObject ? '}' : ']'}`);
      }
      if (top !== undefined && expect.endsWith('end') && character === (top.isObject ? '}' : ']')) {
        this.index++;
        this.open.pop();
        expect = 'comma-or-end';
        continue;
      }
      if (expect === 'key' || expect === 'key-or-end') {
        if (character !== '"') return this.fail(expect === 'key' ? 'expected a key' : 'expected a key or }');
        const start = this.index;
        if (!this.skipString()) return this.fail('the key is not a JSON string');
        if (top !== undefined) top.step = String(JSON.parse(this.text.slice(start, this.index)));
        this.skip(SPACE);
        if (this.text[this.index] !== ':') return this.fail('expected a colon');
        this.index++;
        expect = 'value';
        continue;
      }
      if (character === '{' || character === '[') {
        this.index++;
        this.open.push({ isObject: character === '{', step: character === '{' ? '' : 0 });
        expect = character === '{' ? 'key-or-end' : 'value-or-end';
        continue;
      }
      if (character === '"') {
        if (!this.skipString()) return this.fail('the string is not closed, or holds what a JSON string cannot');
      } else if (!this.skip(LITERAL)) {
        return this.fail(expect === 'value-or-end' ? 'expected a value or ]' : 'expected a value');
      }
      expect = 'comma-or-end';
    }
  }

  private fail(message: string): JsonErrorPlace {
    const steps = this.open.map((container) => container.step);
    const text = this.index >= this.text.length ? `the report ends too early: ${message}` : message;
    // An object that has no key yet is named itself.
    return { path: steps.at(-1) === '' ? steps.slice(0, -1) : steps, index: this.index, message: text };
  }

  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.index;
    if (!pattern.test(this.text)) return false;
    this.index = pattern.lastIndex;
    return true;
  }

  /** Stops at the character that is wrong. */
  private skipString(): boolean {
    this.index++;
    for (; this.index < this.text.length; this.index++) {
      const code = this.text.charCodeAt(this.index);
      if (code === 0x22) {
        this.index++;
        return true;
      }
      if (code < 0x20) return false;
      if (code === 0x5c) {
        if (!this.skip(ESCAPE)) return false;
        this.index--;
      }
    }
    return false;
  }
}
