import type { ReasonFinding, Verdict } from './verdict.js';

/**
 * A verdict is kept and answered as one text, for every environment of every artifact, so what each of its reasons lists is
 * bounded: the worst findings, and `findingCount` has the number.
 */
export const MOST_FINDINGS = 20;

/** Of one reason: titles and versions are others' words. */
const MOST_CHARACTERS = 64 * 1024;

/** The first of the findings, each made by `write`. */
export function boundedFindings<Finding>(
  findings: readonly Finding[],
  write: (finding: Finding) => ReasonFinding,
): ReasonFinding[] {
  const list: ReasonFinding[] = [];
  let characters = 0;
  for (const finding of findings.slice(0, MOST_FINDINGS)) {
    const one = write(finding);
    characters += JSON.stringify(one).length;
    if (characters > MOST_CHARACTERS && list.length > 0) break;
    list.push(one);
  }
  return list;
}

/** As `evaluate` gives it: the id of a verdict with all its findings is that of the bounded one. */
export function boundedVerdict(verdict: Verdict): Verdict {
  return {
    ...verdict,
    reasons: verdict.reasons.map((reason) => ({
      ...reason,
      findings: boundedFindings(reason.findings, (finding) => finding),
    })),
  };
}
