import type { Finding } from '../findings/finding.js';
import { CLEARING_STATES, type VexDocument, VexWords } from '../vex/vex-word.js';
import type { Clearance } from './clearance.js';
import { countingBoms, type Facts } from './facts.js';
import { isHonoured } from './honoured-vex.js';
import { vex, vexFrom } from './modifiers.js';
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

/** Of all documents what those say that the policy honours (`evidence.vexFrom`). Where two authors differ, nothing is cleared. */
export function vexInForce(
  documents: readonly VexDocument[],
  { facts, settings, at }: { readonly facts: Facts; readonly settings: WrittenSettings; readonly at: number },
): VexInForce {
  const from = valueOf(settings, vexFrom);
  const honoured = documents.filter((document) => isHonoured(document, from));
  const words = new VexWords(honoured, facts, at, countingBoms(facts));
  if (words.isEmpty) return { clearanceOf: () => null, denies: () => false, nextStart: null };
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
    nextStart: nextStart(honoured, at),
  };
}

function sourceOf({ document, content: { id, author }, sender }: VexDocument): VexSource {
  return verdictVex({ document, id, author, sender });
}

function nextStart(documents: readonly VexDocument[], at: number): number | null {
  const starts = documents.flatMap(({ content }) =>
    content.statements.flatMap(({ saidAt }) => (saidAt === null ? [] : [Date.parse(saidAt)])),
  );
  const next = starts.reduce((first, start) => (start > at ? Math.min(first, start) : first), Infinity);
  return next === Infinity ? null : next;
}
