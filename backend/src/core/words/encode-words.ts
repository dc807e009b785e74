import { severityRank } from '../model/severity.js';
import type { Claim } from '../reports/scan.js';
import { ByteWriter } from './byte-writer.js';
import { CVSS, EXPLOITED, FLAGS, SUPPRESSED_BY, WORD_VERSION } from './word-layout.js';
import { contentHash, type Word, wordHash } from './word.js';

export interface EncodedWords {
  readonly words: readonly Word[];
  /** The descriptions that the words refer to, by `contentHash`: many claims share one. */
  readonly descriptions: ReadonlyMap<string, string>;
}

/**
 * One word for each component that is named, in the order in which they are; a word has its claims in the order given. Instants are
 * kept to the millisecond, and that a claim is not suppressed or no statement is said where it was left out. All else comes back as it was.
 */
export function encodeWords(claims: readonly Claim[]): EncodedWords {
  const byComponent = new Map<string, Claim[]>();
  for (const claim of claims) {
    const group = byComponent.get(claim.componentKey);
    if (group === undefined) byComponent.set(claim.componentKey, [claim]);
    else group.push(claim);
  }
  const encoder = new WordEncoder();
  const words: Word[] = [];
  for (const [componentKey, group] of byComponent) {
    const bytes = encoder.encode(group);
    words.push({ componentKey, hash: wordHash(componentKey, bytes), bytes });
  }
  return { words, descriptions: new Map([...encoder.hashes].map(([text, hash]) => [hash, text])) };
}

class WordEncoder {
  /** Of each description, by its text. */
  readonly hashes = new Map<string, string>();
  private readonly body = new ByteWriter();
  private readonly head = new ByteWriter();
  private texts: string[] = [];
  /** Places in `texts`, from 1: none is 0. */
  private textPlaces = new Map<string, number>();
  private descriptions: string[] = [];
  private descriptionPlaces = new Map<string, number>();

  encode(claims: readonly Claim[]): Buffer {
    const { head, body } = this;
    head.clear();
    body.clear();
    this.texts = [];
    this.textPlaces = new Map();
    this.descriptions = [];
    this.descriptionPlaces = new Map();
    for (const claim of claims) this.claim(claim);
    head.byte(WORD_VERSION);
    head.whole(claims.length);
    head.whole(this.texts.length);
    for (const text of this.texts) head.whole(text.length);
    const texts = this.texts.join('');
    head.whole(Buffer.byteLength(texts));
    head.text(texts);
    head.whole(this.descriptions.length);
    for (const hash of this.descriptions) head.append(Buffer.from(hash, 'hex'));
    head.append(body.bytes);
    return Buffer.from(head.bytes);
  }

  private claim(claim: Claim): void {
    const { body } = this;
    const { analysis, publishedAt, cvssScore, epss } = claim;
    const tenths = cvssScore === null ? -1 : tenthsOf(cvssScore);
    const cvss = cvssScore === null ? CVSS.none : tenths < 0 ? CVSS.double : CVSS.tenths;
    body.byte(
      severityRank(claim.severity) |
        (claim.isSuppressed === true ? FLAGS.isSuppressed : 0) |
        (claim.isStatement === true ? FLAGS.isStatement : 0) |
        (SUPPRESSED_BY.indexOf(claim.suppressedBy) << FLAGS.suppressedBy) |
        (analysis === null ? 0 : FLAGS.hasAnalysis),
    );
    body.byte(
      EXPLOITED.indexOf(claim.isKnownExploited) |
        (cvss << FLAGS.cvss) |
        (epss === null ? 0 : FLAGS.hasEpss) |
        (publishedAt === null ? 0 : FLAGS.hasPublication),
    );
    this.text(claim.reportedId);
    body.whole(claim.ids.length);
    for (const id of claim.ids) this.text(id);
    this.text(claim.title);
    this.text(claim.fixedVersion);
    this.text(claim.fixState);
    this.text(claim.cvssVector);
    this.text(claim.url);
    this.description(claim.description);
    if (cvss === CVSS.tenths) body.byte(tenths);
    if (cvss === CVSS.double) body.double(cvssScore ?? 0);
    if (epss !== null) body.double(epss);
    if (publishedAt !== null) body.double(Date.parse(publishedAt));
    if (analysis === null) return;
    this.text(analysis.state);
    this.text(analysis.justification);
    this.text(analysis.detail);
  }

  private text(text: string | null): void {
    if (text === null) return this.body.byte(0);
    let place = this.textPlaces.get(text);
    if (place === undefined) {
      place = this.texts.push(text);
      this.textPlaces.set(text, place);
    }
    this.body.whole(place);
  }

  private description(text: string | null): void {
    if (text === null) return this.body.byte(0);
    let place = this.descriptionPlaces.get(text);
    if (place === undefined) {
      let hash = this.hashes.get(text);
      if (hash === undefined) this.hashes.set(text, (hash = contentHash(text)));
      place = this.descriptions.push(hash);
      this.descriptionPlaces.set(text, place);
    }
    this.body.whole(place);
  }
}

/** Nearly every score has one decimal; -1 where it has more. */
function tenthsOf(score: number): number {
  const tenths = Math.round(score * 10);
  // As the byte is read back: it has no -0.
  return tenths >= 0 && Object.is((tenths & 0xff) / 10, score) ? tenths : -1;
}
