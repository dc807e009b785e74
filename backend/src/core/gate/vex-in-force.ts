import type { Finding } from '../findings/finding.js';
import type { VexContent } from '../vex/vex-document.js';
import { CLEARING_STATES, type VexDocument, VexWords } from '../vex/vex-word.js';
import type { Clearance } from './clearance.js';
import { countingBoms, type Facts } from './facts.js';
import { isHonoured } from './honoured-vex.js';
import { vex, vexFrom, type VexFrom } from './modifiers.js';
import { valueOf, type WrittenSettings } from './setting.js';
import { verdictVex } from './verdict-vex.js';
import type { VexSource } from './verdict.js';

export interface VexInForce {
  readonly clearanceOf: (finding: Finding) => Clearance | null;
  /** Whether an author whose word counts says that it counts. */
  readonly denies: (finding: Finding) => boolean;
  /** When the next statement begins to count that clears something, in milliseconds since 1970; null where none does. */
  readonly nextStart: number | null;
}

const NOTHING: VexInForce = { clearanceOf: () => null, denies: () => false, nextStart: null };

/** Of all documents what those say that the policy honours (`evidence.vexFrom`). Where two authors differ, nothing is cleared. */
export function vexInForce(
  documents: readonly VexDocument[],
  { facts, settings, at }: { readonly facts: Facts; readonly settings: WrittenSettings; readonly at: number },
): VexInForce {
  if (documents.length === 0) return NOTHING;
  const words = wordsOf(documents, { facts, from: valueOf(settings, vexFrom), at });
  if (words.isEmpty) return NOTHING;
  const hearsReports = valueOf(settings, vex) === 'honour';
  return {
    clearanceOf: (finding) => {
      // A report whose word counts says otherwise.
      if (hearsReports && finding.analysis !== null && !CLEARING_STATES.has(finding.analysis)) return null;
      const word = words.of(finding);
      if (word === null || !word.isCleared) return null;
      const sources = new Map(word.counting.map(({ source }) => [source.document, source]));
      return { by: 'vex', waiver: null, until: Infinity, documents: [...sources.values()].map(sourceOf) };
    },
    denies: (finding) => {
      const word = words.of(finding);
      return word !== null && word.counting.length > 0 && !word.isCleared;
    },
    nextStart: nextStart(words.documents, at),
  };
}

/** By list of documents: environments mostly honour the same ones, and ask of the same findings. */
const KNOWN = new WeakMap<readonly VexDocument[], Map<string, VexWords>>();

/** Of the same list the same object, as long as artifact, instant and senders are the same, and no scan has a BOM to link to. */
function wordsOf(
  documents: readonly VexDocument[],
  { facts, from, at }: { readonly facts: Facts; readonly from: VexFrom | undefined; readonly at: number },
): VexWords {
  const { image, digest } = facts;
  const make = (): VexWords => {
    const honoured = documents.filter((document) => isHonoured(document, from));
    return new VexWords(honoured, { image, digest }, at, countingBoms(facts));
  };
  if ((facts.boms ?? []).length > 0) return make();
  const known = KNOWN.get(documents) ?? new Map<string, VexWords>();
  KNOWN.set(documents, known);
  const key = JSON.stringify([image, digest, from ?? null, at]);
  let words = known.get(key);
  if (words === undefined) {
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(key, (words = make()));
  }
  return words;
}

/** Of one list. */
const MOST_KNOWN = 32;

function sourceOf({ document, content: { id, author }, sender }: VexDocument): VexSource {
  return verdictVex({ document, id, author, sender });
}

function nextStart(documents: readonly VexDocument[], at: number): number | null {
  const next = documents
    .map(({ content }) => startsOf(content).find((start) => start > at) ?? Infinity)
    .reduce((first, start) => Math.min(first, start), Infinity);
  return next === Infinity ? null : next;
}

/** Once for each document, however many artifacts it may be about. */
const STARTS = new WeakMap<VexContent, readonly number[]>();

/** When its statements were said, each instant once, ascending. */
function startsOf(content: VexContent): readonly number[] {
  let starts = STARTS.get(content);
  if (starts === undefined) {
    const all = content.statements.flatMap(({ saidAt }) => (saidAt === null ? [] : [Date.parse(saidAt)]));
    STARTS.set(content, (starts = [...new Set(all)].sort((a, b) => a - b)));
  }
  return starts;
}
