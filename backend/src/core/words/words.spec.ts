import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { aClaim } from '../../../test/factories/scan-record.js';
import { ANALYSIS_STATES } from '../model/analysis-state.js';
import { SEVERITIES } from '../model/severity.js';
import { parseReport } from '../reports/parse-report.js';
import { type Claim, SUPPRESSION_SOURCES } from '../reports/scan.js';
import { DamagedWordError } from './damaged-word-error.js';
import { decodeWord, descriptionsOf } from './decode-word.js';
import { encodeWords } from './encode-words.js';
import { type Word, wordHash } from './word.js';

const ONE_IMAGE = new URL('../../../test/fixtures/one-image/', import.meta.url);

/** What is read back of the claims, in the order of the words. */
function readBack(claims: readonly Claim[]): Claim[] {
  const { words, descriptions } = encodeWords(claims);
  return words.flatMap((word) => decodeWord(word, (hash) => descriptions.get(hash) ?? null));
}

/** What was left out means no. */
const spelledOut = (claim: Claim): Claim => ({ isSuppressed: false, isStatement: false, ...claim });

function byComponent(claims: readonly Claim[]): Claim[] {
  const keys = [...new Set(claims.map(({ componentKey }) => componentKey))];
  return keys.flatMap((key) => claims.filter(({ componentKey }) => componentKey === key)).map(spelledOut);
}

const text = fc.string({ unit: 'binary', maxLength: 40 }).map((given) => given.replaceAll(/\0|\p{Surrogate}/gu, '?'));
const orNull = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> => fc.option(value, { nil: null });
const number = (max: number): fc.Arbitrary<number> => fc.double({ min: 0, max, noNaN: true });

const claim: fc.Arbitrary<Claim> = fc.record(
  {
    componentKey: fc.constantFrom('pkg:npm/a@1', 'pkg:npm/ä@2', 'npm:c'),
    reportedId: text,
    ids: fc.array(text, { maxLength: 4 }),
    severity: fc.constantFrom(...SEVERITIES),
    title: orNull(text),
    description: orNull(text),
    fixedVersion: orNull(text),
    fixState: orNull(fc.constantFrom('fixed', 'wont-fix', '')),
    publishedAt: orNull(
      fc
        .date({ min: new Date('0002-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
        .map((date) => date.toISOString()),
    ),
    cvssScore: orNull(fc.oneof(number(10), fc.constantFrom(-0, 0, 9.8, 7.5, 10))),
    cvssVector: orNull(text),
    epss: orNull(number(1)),
    isKnownExploited: orNull(fc.boolean()),
    url: orNull(text),
    analysis: orNull(
      fc.record({ state: fc.constantFrom(...ANALYSIS_STATES), justification: orNull(text), detail: orNull(text) }),
    ),
    isSuppressed: fc.boolean(),
    suppressedBy: fc.constantFrom(...SUPPRESSION_SOURCES),
    isStatement: fc.boolean(),
  },
  {
    requiredKeys: [
      'componentKey',
      'reportedId',
      'ids',
      'severity',
      'title',
      'description',
      'fixedVersion',
      'fixState',
      'publishedAt',
      'cvssScore',
      'cvssVector',
      'epss',
      'isKnownExploited',
      'url',
      'analysis',
    ],
  },
);

describe('words', () => {
  it('give back every claim as it was, those of a component together and in their order', () => {
    fc.assert(
      fc.property(fc.array(claim, { maxLength: 12 }), (claims) => {
        expect(readBack(claims)).toEqual(byComponent(claims));
      }),
      { numRuns: 500 },
    );
  });

  it.each(readdirSync(ONE_IMAGE).filter((name) => name.endsWith('.json') || name.endsWith('.sarif')))(
    'give back every claim of %s',
    async (name) => {
      const { claims } = await parseReport([readFileSync(new URL(name, ONE_IMAGE))]);
      expect(readBack(claims)).toEqual(byComponent(claims));
    },
  );

  it('have the same name for the same content alone', () => {
    fc.assert(
      fc.property(claim, claim, (one, other) => {
        const [names, others] = [one, other].map((each) => encodeWords([each]).words.map(({ hash }) => hash));
        const isSame = JSON.stringify(sorted(spelledOut(one))) === JSON.stringify(sorted(spelledOut(other)));
        expect(JSON.stringify(names) === JSON.stringify(others)).toBe(isSame);
      }),
    );
    const { words } = encodeWords([aClaim(), aClaim({ componentKey: 'pkg:apk/alpine/libssl3@3.0.7-r0' })]);
    expect(new Set(words.map(({ hash }) => hash)).size).toBe(2);
    expect(encodeWords([aClaim({ title: 'one' })]).words).not.toEqual(encodeWords([aClaim({ title: 'two' })]).words);
  });

  it('name the descriptions that their claims have, each once', () => {
    const { words, descriptions } = encodeWords([
      aClaim({ description: 'one' }),
      aClaim({ reportedId: 'CVE-1', description: 'two' }),
      aClaim({ reportedId: 'CVE-2', description: 'one' }),
      aClaim({ reportedId: 'CVE-3' }),
    ]);
    expect(words.flatMap(descriptionsOf).map((hash) => descriptions.get(hash))).toEqual(['one', 'two']);
    expect(words.flatMap((word) => decodeWord(word)).map(({ description }) => description)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('are damaged where any of their bytes is another, or they are of another component', () => {
    const [word] = encodeWords([aClaim({ title: 'a title', cvssScore: 9.8, epss: 0.5 })]).words;
    if (word === undefined) throw new Error('no word');
    for (const place of word.bytes.keys()) {
      const bytes = Buffer.from(word.bytes);
      bytes[place] = (bytes[place] ?? 0) ^ 1;
      expect(() => decodeWord({ ...word, bytes })).toThrow(DamagedWordError);
    }
    expect(() => decodeWord({ ...word, bytes: word.bytes.subarray(1) })).toThrow(DamagedWordError);
    expect(() => decodeWord({ ...word, componentKey: 'pkg:npm/other@1' })).toThrow(DamagedWordError);
  });

  it('are damaged, and nothing worse, where a faulty hand named other bytes rightly', () => {
    fc.assert(
      fc.property(fc.array(claim, { minLength: 1, maxLength: 3 }), fc.nat(), fc.nat(255), (claims, place, value) => {
        const [word] = encodeWords(claims).words as [Word];
        const bytes = Buffer.from(word.bytes);
        bytes[place % bytes.length] = value;
        const { componentKey } = word;
        const outcome = outcomeOf(() => decodeWord({ componentKey, bytes, hash: wordHash(componentKey, bytes) }));
        expect(['read', DamagedWordError.name]).toContain(outcome);
      }),
      { numRuns: 500 },
    );
  });

  it('of a version that this one does not know are damaged', () => {
    const bytes = Buffer.from([2, 0, 0, 0, 0]);
    const componentKey = 'pkg:npm/a@1';
    const word = { componentKey, bytes, hash: wordHash(componentKey, bytes) };
    expect(() => decodeWord(word)).toThrow('it is of version 2');
  });
});

function outcomeOf(read: () => unknown): string {
  try {
    read();
    return 'read';
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

/** Members in one order. -0 is a number of its own, and JSON does not tell. */
function sorted(claim: Claim): unknown {
  const { cvssScore, ...rest } = claim;
  const isMinusZero = Object.is(cvssScore, -0);
  return [isMinusZero, cvssScore, Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))];
}
