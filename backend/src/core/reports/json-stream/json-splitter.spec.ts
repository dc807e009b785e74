import * as fc from 'fast-check';
import { ReportError } from '../report-error.js';
import { jsonPointer, type JsonPath } from './json-pointer.js';
import { JsonSplitter, MAX_DEPTH, type ElementText, type SplitSink } from './json-splitter.js';
import { arrayOf, listOf, membersOf, type LayoutNode } from './split-layout.js';

const nested: { list: string; members?: ReadonlyMap<string, LayoutNode> } = { list: 'parts' };
nested.members = new Map([['parts', { elements: nested }]]);

const LAYOUT: LayoutNode = membersOf({
  kind: { watch: 'kind' },
  items: listOf('items'),
  groups: arrayOf({ items: listOf('grouped') }),
  parts: { elements: nested },
});

interface Split {
  readonly elements: { readonly list: string; readonly pointer: string; readonly value: unknown }[];
  readonly watched: string[];
  readonly replaced: string[];
  readonly skeleton: unknown;
}

function split(chunks: readonly Uint8Array[]): Split {
  const elements: { list: string; pointer: string; value: unknown }[] = [];
  const watched: string[] = [];
  const replaced: string[] = [];
  const sink: SplitSink = {
    element: (list: string, text: ElementText) => {
      elements.push({ list, pointer: jsonPointer(text.path), value: text.parse() });
    },
    watched: (name: string, value: string) => watched.push(`${name}=${value}`),
    replaced: (path: JsonPath) => replaced.push(jsonPointer(path)),
  };
  const splitter = new JsonSplitter(LAYOUT, sink);
  for (const chunk of chunks) splitter.write(chunk);
  return { elements, watched, replaced, skeleton: splitter.end() };
}

function splitText(text: string): Split {
  return split([Buffer.from(text)]);
}

function bytesOf(text: string): Uint8Array[] {
  return [...Buffer.from(text)].map((byte) => Uint8Array.of(byte));
}

function refusal(text: string): ReportError {
  const outcomes = [[Buffer.from(text)], bytesOf(text)].map((chunks) => {
    try {
      split(chunks);
    } catch (error) {
      if (error instanceof ReportError) return error;
      throw error;
    }
    throw new Error(`was taken: ${text.slice(0, 80)}`);
  });
  // Where the chunks end must not change what is said.
  expect(outcomes[1]?.issues).toEqual(outcomes[0]?.issues);
  return outcomes[0] as ReportError;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function outcomeOf(text: string): 'taken' | 'not JSON' | 'refused' {
  try {
    splitText(text);
    return 'taken';
  } catch (error) {
    if (!(error instanceof ReportError)) throw error;
    return error.code === 'report_not_json' ? 'not JSON' : 'refused';
  }
}

/** Documents in which the layout's keys are likely, in any order and at any depth. */
const documents = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    // What the splitter refuses has examples of its own.
    fc.jsonValue({ maxDepth: 1 }).filter((value) => !/"(?:__proto__|constructor)"/.test(JSON.stringify(value))),
    fc.array(tie('node'), { maxLength: 4 }),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom('items', 'groups', 'parts', 'kind', 'a"b', 'ü\\', ''), tie('node')), {
        selector: ([key]) => key,
        maxLength: 5,
      })
      .map((entries) => Object.fromEntries(entries)),
  ),
})).node;

describe('JsonSplitter', () => {
  it('cuts the elements out of lists and leaves the lists empty', () => {
    const { elements, skeleton } = splitText(
      '{"a":1,"items":[{"x":[1,2]}, "y" ,3],"groups":[{"items":[4],"n":"z"},{}]}',
    );
    expect(elements).toEqual([
      { list: 'items', pointer: '/items/0', value: { x: [1, 2] } },
      { list: 'items', pointer: '/items/1', value: 'y' },
      { list: 'items', pointer: '/items/2', value: 3 },
      { list: 'grouped', pointer: '/groups/0/items/0', value: 4 },
    ]);
    expect(skeleton).toEqual({ a: 1, items: [], groups: [{ items: [], n: 'z' }, {}] });
  });

  it('cuts elements out of elements, the inner ones first', () => {
    const { elements } = splitText('{"parts":[{"n":1,"parts":[{"n":2,"parts":[]},{"n":3}]},{"n":4}]}');
    expect(elements).toEqual([
      { list: 'parts', pointer: '/parts/0/parts/0', value: { n: 2, parts: [] } },
      { list: 'parts', pointer: '/parts/0/parts/1', value: { n: 3 } },
      { list: 'parts', pointer: '/parts/0', value: { n: 1, parts: [] } },
      { list: 'parts', pointer: '/parts/1', value: { n: 4 } },
    ]);
  });

  it('tells a watched string as soon as it is read, and only at its place', () => {
    expect(splitText('{"a":{"kind":"no"},"kind":"y\\u0065s","items":["kind"]}').watched).toEqual(['kind=yes']);
  });

  it('leaves what is not a list where it is', () => {
    expect(splitText('{"items":{"0":1},"groups":null}').skeleton).toEqual({ items: { 0: 1 }, groups: null });
  });

  it('gives the same wherever the chunks end', () => {
    fc.assert(
      fc.property(documents, fc.array(fc.nat(40), { maxLength: 30 }), fc.nat(3), (document, cuts, indent) => {
        const bytes = Buffer.from(JSON.stringify(document, null, indent));
        const whole = split([bytes]);
        const chunks: Buffer[] = [];
        let start = 0;
        for (const cut of cuts) {
          chunks.push(bytes.subarray(start, start + cut));
          start += cut;
        }
        chunks.push(bytes.subarray(start));
        expect(split(chunks)).toEqual(whole);
        expect(split([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });

  it('loses nothing: the skeleton with the elements put back is what JSON.parse gives', () => {
    fc.assert(
      fc.property(documents, fc.nat(2), (document, indent) => {
        const text = JSON.stringify(document, null, indent);
        const { elements, skeleton } = splitText(text);
        const root: { document: unknown } = { document: skeleton };
        // Outer elements bring their lists, empty, so they go back first.
        const inOrder = elements.toSorted((a, b) => a.pointer.split('/').length - b.pointer.split('/').length);
        for (const { pointer, value } of inOrder) {
          const steps = ['document', ...pointer.split('/').slice(1)];
          let at: unknown = root;
          for (const step of steps.slice(0, -1)) at = (at as Record<string, unknown>)[step];
          (at as Record<string, unknown>)[steps.at(-1) ?? ''] = value;
        }
        expect(root.document).toEqual(JSON.parse(text));
      }),
      { numRuns: 300 },
    );
  });

  it('takes exactly what JSON.parse takes', () => {
    const broken = fc
      .tuple(documents, fc.nat(400), fc.constantFrom('', ',', '}', ']', '"', '\\', ' ', '\0', 'x', '-', '{', '['))
      .map(([document, at, insert]) => {
        const text = JSON.stringify(document);
        const index = text.length === 0 ? 0 : at % text.length;
        return text.slice(0, index) + insert + text.slice(insert === '' ? index + 1 : index);
      });
    fc.assert(
      fc.property(broken, (text) => {
        const outcome = outcomeOf(text);
        // A key that the layout knows may have become a duplicate, or deep: refused for that, JSON or not.
        if (outcome === 'refused') return;
        expect(outcome).toBe(isJson(text) ? 'taken' : 'not JSON');
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['{"a":1,}', '', 'line 1, column 8 (byte 7): expected a key'],
    ['{"items":[1,,2]}', '/items/1', 'line 1, column 13 (byte 12): expected a value'],
    ['{"items":[1,]}', '/items/1', 'line 1, column 13 (byte 12): expected a value'],
    ['{"items":[{"a" 1}]}', '/items/0/a', 'line 1, column 16 (byte 15): expected a colon'],
    [
      '{"items":[1 2]}',
      '/items/0',
      'line 1, column 13 (byte 12): nothing more was expected after the end of the document',
    ],
    ['{"items":[{"a":[1}]}', '/items/0/a/0', 'line 1, column 18 (byte 17): did not expect } here'],
    ['{\n "b": [1,\n  tru]\n}', '/b/1', 'line 3, column 3 (byte 14): expected a value'],
    ['{\n "items": [\n  {},\n  {"x": nope}\n ]\n}', '/items/1/x', 'line 4, column 9 (byte 28): expected a value'],
    ['{"groups":[{"items":[1,2]}],\n"z":01}', '/z', 'line 2, column 6 (byte 34): expected a comma or }'],
    ['{} {}', '', 'line 1, column 4 (byte 3): nothing more was expected after the end of the document'],
    ['{}x', '', 'line 1, column 3 (byte 2): nothing more was expected after the end of the document'],
    ['', '', 'line 1, column 1 (byte 0): the report is empty'],
    [' \n ', '', 'line 2, column 2 (byte 3): the report is empty'],
    ['{"a":"\u0000"}', '/a', 'line 1, column 7 (byte 6): the string is not closed, or holds what a JSON string cannot'],
  ])('says where %j is broken', (text, pointer, message) => {
    const error = refusal(text);
    expect(error.code).toBe('report_not_json');
    expect(error.issues).toEqual([{ pointer, message }]);
  });

  it.each(['{"items":[{"a":1', '{"items":[1,"x', '{"a":{"b":[', '{"items":[', '{"parts":[{"parts":[{}'])(
    'says that %j ends too early',
    (text) => {
      const error = refusal(text);
      expect(error.code).toBe('report_not_json');
      expect(error.message).toContain('ends too early');
    },
  );

  it.each([
    ['{"__proto__":1}', '/__proto__'],
    ['{"a":[{"b":{"__proto__":{}}}]}', '/a/0/b/__proto__'],
    ['{"items":[{},{"\\u005f_proto__":1}]}', '/items/1/__proto__'],
    ['{"items":[{"\\u005f\\u005fproto\\u005f\\u005f":1}]}', '/items/0/__proto__'],
    ['{"a":{"constructor":{"x":1,"prototype":2}}}', '/a/constructor/prototype'],
    ['{"items":[{"c\\u006fnstructor":{"pr\\u006ftotype":2}}]}', '/items/0/constructor/prototype'],
  ])('refuses the key in %j', (text, pointer) => {
    const error = refusal(text);
    expect(error.code).toBe('report_forbidden_key');
    expect(error.issues[0]?.pointer).toBe(pointer);
  });

  it('leaves the words alone where they are no keys, or harmless ones', () => {
    const text =
      '{"a":"__proto__","constructor":"prototype","prototype":1,"items":[{"constructor":1},{"prototype":[]}]}';
    expect(splitText(text).elements).toHaveLength(2);
  });

  it(`takes ${MAX_DEPTH} levels and refuses one more, with its place`, () => {
    const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    expect(() => splitText(deep(MAX_DEPTH))).not.toThrow();
    const error = refusal(deep(MAX_DEPTH + 1));
    expect(error.code).toBe('report_too_deep');
    expect(error.issues[0]?.pointer).toBe('/0'.repeat(MAX_DEPTH));
    expect(refusal(`{"items":[{"a":${deep(100_000)}}]}`).issues[0]?.pointer).toMatch(/^\/items\/0\/a\/0\/0/);
  });

  it('refuses a list that is written twice, for the first would be lost', () => {
    const error = refusal('{"groups":[{"items":[1],"items":[2]}]}');
    expect(error.code).toBe('report_invalid');
    expect(error.issues[0]?.pointer).toBe('/groups/0/items');
    expect(splitText('{"a":1,"a":2,"items":[{"b":1,"b":2}]}').skeleton).toEqual({ a: 2, items: [] });
  });

  it('replaces bytes that are not UTF-8, and says where', () => {
    const bytes = Buffer.concat([Buffer.from('{"items":[{"a":"x'), Buffer.of(0xff), Buffer.from('"},"ü"],"b":"ok"}')]);
    const { elements, replaced } = split([bytes]);
    expect(elements[0]?.value).toEqual({ a: 'x\uFFFD' });
    expect(replaced).toEqual(['/items/0']);
  });

  it('reads a string of 50 MB, and refuses an entry that is larger than 64 MiB', () => {
    const megabyte = Buffer.alloc(1024 * 1024, 0x61);
    const withString = (count: number): Uint8Array[] => [
      Buffer.from('{"items":["'),
      ...Array.from({ length: count }, () => megabyte),
      Buffer.from('"]}'),
    ];
    expect(split(withString(50)).elements[0]?.value).toHaveLength(50 * 1024 * 1024);
    expect(() => split(withString(65))).toThrow(/more than 67108864 bytes in a single entry/);
  });
});
