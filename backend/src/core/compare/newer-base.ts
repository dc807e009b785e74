import type { Finding } from '../findings/finding.js';
import type { Question } from '../gate/evaluate.js';
import { counted } from '../gate/words.js';
import type { OriginOf } from '../path/layer-origins.js';
import { afterUpgrades, type GateResult } from '../path/way-to-green.js';
import type { Comparison } from './compare.js';

/** What an image gains by a newer build of its base image. */
export interface NewerBase {
  /** Findings that lie in the base image alone. */
  readonly inBaseCount: number;
  /** Of these, those that the newer build fixes. */
  readonly fixedCount: number;
  /** Findings of the newer build that the image does not have. */
  readonly addedCount: number;
  /** By what the gate says of the image on the newer build. Null where something that it adds may be missing: nothing is promised then. */
  readonly after: GateResult | null;
  readonly sentence: string;
}

interface OnBase {
  readonly originOf: OriginOf;
  /** Of the base image with its newer build. */
  readonly comparison: Comparison;
}

/** Pure. The image as it would be asked about on the newer build; null where something that it adds may be missing. */
export function onNewerBase(question: Question, onBase: OnBase): Question | null {
  if (!onBase.comparison.isConclusive) return null;
  const { fixed, added } = replacedBy(question, onBase);
  const gone = new Set(fixed);
  const { facts } = question;
  return {
    ...question,
    facts: { ...facts, findings: [...facts.findings.filter((finding) => !gone.has(finding)), ...added] },
  };
}

/** Pure. */
export function newerBase(question: Question, { originOf, comparison }: OnBase): NewerBase {
  const { inBase, fixed, added } = replacedBy(question, { originOf, comparison });
  const after = comparison.isConclusive ? afterUpgrades(question, new Set(fixed), added) : null;
  const [inBaseCount, fixedCount, addedCount] = [inBase.length, fixed.length, added.length];
  return {
    inBaseCount,
    fixedCount,
    addedCount,
    after,
    sentence: [
      `The newer build of the base image fixes ${fixedCount.toLocaleString('en')} of ${counted(inBaseCount, 'finding', 'findings')} in the base image and adds ${addedCount.toLocaleString('en')}.`,
      after === null
        ? 'Its scans do not show everything that it adds, so the verdict on it is not known.'
        : `On it, the verdict is ${after.outcome}.`,
    ].join(' '),
  };
}

function replacedBy(
  { facts: { findings } }: Question,
  { originOf, comparison }: OnBase,
): Readonly<Record<'inBase' | 'fixed' | 'added', readonly Finding[]>> {
  const inBase = findings.filter((finding) => originOf([finding]) === 'base');
  const fixedIds = new Set(comparison.fixed.map(({ finding }) => finding.id));
  const known = new Set(findings.map(({ id }) => id));
  const news = [...comparison.introduced, ...comparison.notCompared.filter(({ on }) => on === 'after')];
  return {
    inBase,
    fixed: inBase.filter(({ id }) => fixedIds.has(id)),
    added: news.flatMap(({ finding }) => (known.has(finding.id) ? [] : [finding])),
  };
}
