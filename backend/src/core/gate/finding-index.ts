import type { Finding } from '../findings/finding.js';
import { compareFindings } from '../findings/order.js';
import type { FindingKind } from '../model/finding-kind.js';
import type { Severity } from '../model/severity.js';

const NONE: readonly Finding[] = [];

/** Each list is indexed once, however many environments are evaluated. */
const KNOWN = new WeakMap<readonly Finding[], FindingIndex>();

/** Those that were put in order when they were written. */
const IN_ORDER = new WeakSet<readonly Finding[]>();

/** The findings, of which their maker knows that `compareFindings` would not change their order. */
export function inOrder(findings: readonly Finding[]): readonly Finding[] {
  IN_ORDER.add(findings);
  return findings;
}

/** An artifact's findings as rules ask for them, worst first. */
export class FindingIndex {
  readonly #lists = new Map<string, Finding[]>();

  private constructor(findings: readonly Finding[]) {
    for (const finding of worstFirst(findings)) {
      this.#add(finding.kind, finding);
      this.#add(`${finding.kind} ${finding.severity}`, finding);
    }
  }

  /** `findings` must not change. */
  static of(findings: readonly Finding[]): FindingIndex {
    const known = KNOWN.get(findings);
    if (known !== undefined) return known;
    const index = new FindingIndex(findings);
    KNOWN.set(findings, index);
    return index;
  }

  list(kind: FindingKind, severity?: Severity): readonly Finding[] {
    return this.#lists.get(severity === undefined ? kind : `${kind} ${severity}`) ?? NONE;
  }

  #add(key: string, finding: Finding): void {
    const list = this.#lists.get(key);
    if (list === undefined) this.#lists.set(key, [finding]);
    else list.push(finding);
  }
}

/** In the order of `compareFindings`; the list itself where it is in that order already. */
export function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  return isInOrder(findings) ? findings : findings.toSorted(compareFindings);
}

/** As the core unites them: to look is faster than to sort. */
function isInOrder(findings: readonly Finding[]): boolean {
  if (IN_ORDER.has(findings)) return true;
  return findings.every((finding, place) => {
    const before = findings[place - 1];
    return before === undefined || compareFindings(before, finding) <= 0;
  });
}
