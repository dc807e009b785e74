import { SEVERITIES } from '../model/severity.js';
import type { Claim } from '../reports/scan.js';
import { ByteReader } from './byte-reader.js';
import { DamagedWordError } from './damaged-word-error.js';
import { CVSS, EXPLOITED, FLAGS, SUPPRESSED_BY, WORD_VERSION } from './word-layout.js';
import { type Word, wordHash } from './word.js';

/** Takes the hash of a description and gives its text. */
export type Describe = (hash: string) => string | null;

type Analysis = NonNullable<Claim['analysis']>;

const withoutDescriptions: Describe = () => null;

/** The claims of a word. Throws DamagedWordError where its bytes are not those that its hash names. */
export function decodeWord(word: Word, describe: Describe = withoutDescriptions): Claim[] {
  const { reader, count, texts, descriptions } = open(word);
  const claims: Claim[] = [];
  const bodies = descriptions.map(describe);
  for (let number = 0; number < count; number += 1) {
    const first = reader.byte();
    const second = reader.byte();
    const reportedId = required(placeIn(texts, reader));
    const ids = listOf(reader, () => required(placeIn(texts, reader)));
    const [title, fixedVersion, fixState] = [placeIn(texts, reader), placeIn(texts, reader), placeIn(texts, reader)];
    const [cvssVector, url] = [placeIn(texts, reader), placeIn(texts, reader)];
    const description = placeIn(bodies, reader);
    const cvss = (second >> FLAGS.cvss) & 0b11;
    const cvssScore = cvss === CVSS.tenths ? reader.byte() / 10 : cvss === CVSS.double ? reader.double() : null;
    const epss = (second & FLAGS.hasEpss) === 0 ? null : reader.double();
    const publishedAt = (second & FLAGS.hasPublication) === 0 ? null : instant(reader.double());
    const analysis =
      (first & FLAGS.hasAnalysis) === 0
        ? null
        : {
            state: required(placeIn(texts, reader)) as Analysis['state'],
            justification: placeIn(texts, reader),
            detail: placeIn(texts, reader),
          };
    const suppressedBy = SUPPRESSED_BY[(first >> FLAGS.suppressedBy) & 0b11];
    claims.push({
      componentKey: word.componentKey,
      reportedId,
      ids,
      severity: required(SEVERITIES[first & FLAGS.severity]),
      title,
      description,
      fixedVersion,
      fixState,
      publishedAt,
      cvssScore,
      cvssVector,
      epss,
      isKnownExploited: EXPLOITED[second & FLAGS.isKnownExploited] ?? null,
      url,
      analysis,
      isSuppressed: (first & FLAGS.isSuppressed) !== 0,
      ...(suppressedBy === undefined ? {} : { suppressedBy }),
      isStatement: (first & FLAGS.isStatement) !== 0,
    });
  }
  if (!reader.isAtEnd()) throw new DamagedWordError('it goes on after its last claim');
  return claims;
}

/** The hashes of the descriptions that a word's claims have. */
export function descriptionsOf(word: Word): readonly string[] {
  return open(word).descriptions;
}

interface Opened {
  /** At the first claim. */
  readonly reader: ByteReader;
  readonly count: number;
  readonly texts: readonly string[];
  readonly descriptions: readonly string[];
}

function open({ componentKey, hash, bytes }: Word): Opened {
  if (wordHash(componentKey, bytes) !== hash) throw new DamagedWordError('its bytes are not those that its hash names');
  const reader = new ByteReader(bytes);
  const version = reader.byte();
  if (version !== WORD_VERSION) throw new DamagedWordError(`it is of version ${version}`);
  const count = reader.whole();
  const lengths = listOf(reader, () => reader.whole());
  const whole = reader.take(reader.whole()).toString();
  let start = 0;
  const texts = lengths.map((length) => whole.slice(start, (start += length)));
  const descriptions = listOf(reader, () => reader.take(16).toString('hex'));
  return { reader, count, texts, descriptions };
}

/** Item by item, so that a count that is none ends with the bytes. */
function listOf<Item>(reader: ByteReader, next: () => Item): Item[] {
  const items: Item[] = [];
  for (let rest = reader.whole(); rest > 0; rest -= 1) items.push(next());
  return items;
}

/** Null for the place 0. */
function placeIn<Item>(items: readonly (Item | null)[], reader: ByteReader): Item | null {
  const place = reader.whole();
  if (place === 0) return null;
  const item = items[place - 1];
  if (item === undefined) throw new DamagedWordError(`it has no text ${place}`);
  return item;
}

function required<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new DamagedWordError('it lacks something that each claim has');
  return value;
}

function instant(milliseconds: number): string {
  const time = new Date(milliseconds);
  if (Number.isNaN(time.getTime())) throw new DamagedWordError('it has an instant that is none');
  return time.toISOString();
}
