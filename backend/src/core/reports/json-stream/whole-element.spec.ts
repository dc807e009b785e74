import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { isFullRun } from '../../../../../testkit/tier.mjs';
import { mutated } from '../../../../test/factories/mutations.js';
import { REPORT_LAYOUT } from '../format/report-layout.js';
import { ReportError } from '../report-error.js';
import { jsonPointer } from './json-pointer.js';
import { JsonSplitter, MAX_DEPTH } from './json-splitter.js';
import { listOf, type LayoutNode, membersOf } from './split-layout.js';
import { WholeElements } from './whole-element.js';

const FIXTURES = new URL('../../../../test/fixtures/', import.meta.url);

const REPORTS = [
  'one-image/trivy.json',
  'one-image/grype.json',
  'one-image/trivy.cdx.json',
  'one-image/grype.cdx.json',
  'one-image/trivy.sarif',
  'one-image/grype.sarif',
  'reports/jenkins-analysis-model/trivy_result_0.20.0.json',
];

const nested: { list: string; members?: ReadonlyMap<string, LayoutNode> } = { list: 'parts' };
nested.members = new Map([['parts', { elements: nested }]]);

const LAYOUT: LayoutNode = membersOf({ items: listOf('items'), parts: { elements: nested } });

/** Everything that a splitter tells, and the error that it ends with. */
function told(chunks: Iterable<Uint8Array>, layout: LayoutNode): unknown[] {
  const events: unknown[] = [];
  const splitter = new JsonSplitter(layout, {
    element: (list, text) => events.push([list, jsonPointer(text.path), text.byteLength, text.parse()]),
    watched: (name, value) => events.push([name, value]),
    replaced: (path) => events.push(['replaced', jsonPointer(path)]),
  });
  try {
    for (const chunk of chunks) splitter.write(chunk);
    events.push(splitter.end());
  } catch (error) {
    if (!(error instanceof ReportError)) throw error;
    events.push([error.code, error.message, error.issues]);
  }
  return events;
}

/** In pieces in which no element is whole: each is read byte by byte. */
function* inBytes(bytes: Buffer): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += 1) yield bytes.subarray(start, start + 1);
}

/** Where what is told of the bytes as a whole differs from what is told byte by byte; null where it does not. */
function differenceOf(bytes: Buffer, layout: LayoutNode, name = ''): string | null {
  const whole = JSON.stringify(told([bytes], layout));
  const bytewise = JSON.stringify(told(inBytes(bytes), layout));
  // A difference of megabytes says nothing to anybody.
  if (whole === bytewise) return null;
  let at = 0;
  while (whole[at] === bytewise[at]) at += 1;
  const around = (text: string): string => text.slice(Math.max(0, at - 200), at + 200);
  return `${name} ${bytes.toString('utf8', 0, 300)}\nwhole: ${around(whole)}\nbytewise: ${around(bytewise)}`;
}

/** As tools write it: in one line, in lines, in one line with spaces. */
function written(document: unknown, style: number): string {
  const text = JSON.stringify(document, null, [0, 1, 2, '\t'][style % 4]);
  return style < 4
    ? text
    : JSON.stringify(document).replaceAll(',"', ', "').replaceAll('":', '": ').replaceAll('},{', '}, {');
}

const KEYS = ['id', 'a', 'items', 'parts', '__proto__', 'constructor', 'prototype', '"', 'ü', 'proto', 'x"prototype'];

const values = fc.letrec<{ value: unknown; entry: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<unknown>(1, 'text', '},{"id":', '\n  },\n', '[[[[', '__proto__', 'ü\ud800', null, true, '\\u0070'),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('entry'),
  ),
  entry: fc
    .array(fc.tuple(fc.constantFrom(...KEYS), tie('value')), { maxLength: 4 })
    // `fromEntries` defines what a literal or an assignment would take as a prototype.
    .map((entries) => Object.fromEntries([['id', 1], ...entries])),
}));

/** With a key spelled otherwise here and there. */
function respelled(text: string, at: number): string {
  const place = text.indexOf('prot', text.length === 0 ? 0 : at % text.length);
  return place < 0 ? text : `${text.slice(0, place)}\\u0070${text.slice(place + 1)}`;
}

const documents = fc
  .tuple(fc.array(values.entry, { maxLength: 5 }), fc.array(values.entry, { maxLength: 5 }), fc.nat(7), fc.nat())
  .map(([items, parts, style, at]) => {
    const text = written({ items, parts, kind: 'x' }, style);
    return at % 3 === 0 ? respelled(text, at) : text;
  });

const broken = fc
  .tuple(documents, fc.nat(), fc.constantFrom('', ',', '}', ']', '"', '\\', ' ', '\0', 'x', '{', '[', '\n', '{}', '[{'))
  .map(([text, at, insert]) => {
    const place = at % text.length;
    return text.slice(0, place) + insert + text.slice(insert === '' ? place + 1 : place);
  });

describe('elements that are found whole', () => {
  it('are what they are byte by byte, whatever they hold and however they are written', () => {
    fc.assert(
      fc.property(documents, (text) => expect(differenceOf(Buffer.from(text), LAYOUT)).toBeNull()),
      { numRuns: isFullRun ? 20_000 : 1_500 },
    );
  });

  it('are refused as they are byte by byte', () => {
    fc.assert(
      fc.property(broken, (text) => expect(differenceOf(Buffer.from(text), LAYOUT)).toBeNull()),
      { numRuns: isFullRun ? 20_000 : 1_500 },
    );
  });

  it.each(REPORTS)('are what they are byte by byte, and so are mutations: %s', (file) => {
    const bytes = readFileSync(fileURLToPath(new URL(file, FIXTURES)));
    const document: unknown = JSON.parse(bytes.toString('utf8'));
    const differences = [differenceOf(bytes, REPORT_LAYOUT)];
    for (let style = 0; style < 8; style += 1) {
      differences.push(differenceOf(Buffer.from(written(document, style)), REPORT_LAYOUT, `style ${style}`));
    }
    const count = isFullRun ? 500 : 10;
    for (let seed = 0; seed < count; seed += 1) {
      differences.push(differenceOf(Buffer.from(mutated(bytes, document, seed)), REPORT_LAYOUT, `seed ${seed}`));
    }
    expect(differences.filter((difference) => difference !== null)).toEqual([]);
  });

  const levels = (count: number): string => '['.repeat(count) + ']'.repeat(count);

  it.each([
    ['a key that is refused', '{"id":1,"a":{"__proto__":1}}'],
    ['one that is written twice, and the first time refused', '{"id":1,"a":{"__proto__":1},"a":2}'],
    ['one of a constructor', '{"id":1,"constructor":{"prototype":1}}'],
    ['one in another spelling', '{"id":1,"\\u005f_proto__":1}'],
    ['the other in another spelling', '{"id":1,"\\u0063onstructor":{"proto\\u0074ype":1}}'],
    ['too many levels', `{"id":1,"a":${levels(MAX_DEPTH - 2)}}`],
    ['too many levels, the first time', `{"id":1,"a":${levels(MAX_DEPTH)},"a":1}`],
    ['bytes after it', '{"id":1}{"id":1}'],
    ['bytes before it', 'x{"id":1}'],
    ['a line break in a text', '{"id":"\n"}'],
  ])('are refused for %s as they are byte by byte', (_, element) => {
    for (const text of [
      `{"items":[{"id":0},${element},{"id":2}]}`,
      `{\n "items": [\n  {"id":0\n  },\n  ${element.slice(0, -1)}\n  }\n ]\n}`,
    ]) {
      const bytes = Buffer.from(text);
      expect(told([bytes], LAYOUT)).toEqual(told(inBytes(bytes), LAYOUT));
      expect(JSON.stringify(told([bytes], LAYOUT))).toMatch(/report_(?:not_json|forbidden_key|too_deep)/);
    }
  });
});

describe('WholeElements', () => {
  const NODE: LayoutNode = { list: 'items' };

  /** How many of the elements of a list are found whole, and that they are what they are. */
  function countWhole(text: string, elements: readonly unknown[], node = NODE): number {
    const bytes = Buffer.from(text);
    const whole = new WholeElements();
    whole.readIn(bytes);
    let count = 0;
    // What stands between two elements is known from the second on.
    const second = bytes.lastIndexOf('{', bytes.indexOf('"id"', bytes.indexOf('"id"') + 1));
    let from = bytes.lastIndexOf(',', second) + 1;
    for (const element of elements.slice(1)) {
      const start = bytes.indexOf('{', from);
      const found = whole.find(start, from, 0, 60, node);
      if (found === null) return count;
      expect(found.value).toEqual(element);
      expect(found.lineFeeds).toBe(bytes.toString('utf8', start, found.end).split('\n').length - 1);
      from = found.end + 1;
      count += 1;
    }
    return count;
  }

  const elements = Array.from({ length: 50 }, (_, id) => ({
    id,
    name: `n${id}`,
    of: [{ a: { b: 'ü\n' } }, { c: [] }],
  }));

  it.each([
    ['in lines', JSON.stringify({ items: elements }, null, 2), 49],
    ['one in a line', `{"items":[\n${elements.map((element) => `  ${JSON.stringify(element)}`).join(',\n')}\n]}`, 48],
    ['in lines that end as in Windows', JSON.stringify({ items: elements }, null, '\t').replaceAll('\n', '\r\n'), 49],
    // Where nothing follows nothing tells where the last one ends.
    ['in one line', JSON.stringify({ items: elements }), 48],
    ['in one line with spaces', JSON.stringify({ items: elements }).replaceAll(',', ', ').replaceAll(':', ': '), 48],
  ])('finds them %s', (_, text, count) => {
    expect(countWhole(text, elements)).toBe(count);
  });

  it('leaves those to others that may hold a list of the layout', () => {
    const node: LayoutNode = { list: 'parts', members: new Map([['of', { elements: NODE }]]) };
    expect(countWhole(JSON.stringify({ items: elements }, null, 2), elements, node)).toBe(0);
    const without = elements.map(({ id, name }) => ({ id, name }));
    expect(countWhole(JSON.stringify({ items: without }, null, 2), without, node)).toBe(49);
  });

  it.each(REPORTS)('finds most of those of a real report: %s', (file) => {
    const bytes = readFileSync(fileURLToPath(new URL(file, FIXTURES)));
    let all = 0;
    let known = 0;
    const splitter = new JsonSplitter(REPORT_LAYOUT, {
      element: (_list, text) => {
        all += 1;
        // Otherwise it is parsed anew each time.
        known += text.parse() === text.parse() ? 1 : 0;
      },
      watched: () => undefined,
      replaced: () => undefined,
    });
    splitter.write(bytes);
    splitter.end();
    expect(known / all).toBeGreaterThan(0.7);
  });
});
