import type { Finding } from '../findings/finding.js';
import type { FindingKind } from '../model/finding-kind.js';
import type { RequiredKind } from '../policy/policy.js';
import type { EvaluationContext } from './evaluation-context.js';
import type { RuleResult } from './rule.js';
import { counted, dayOf, listedFindings, listedShort } from './words.js';

/** Until when a finding is not counted, in milliseconds (Infinity: for ever); null where it counts. */
export type Exception = (finding: Finding) => number | null;

export interface Count {
  readonly kind: FindingKind;
  /** The kind, as a policy calls it. */
  readonly kindName: RequiredKind;
  /** What is counted: `critical vulnerability that has a fix`. */
  readonly one: string;
  readonly many: string;
  readonly allowed: number;
  readonly isCandidate: (finding: Finding) => boolean;
  readonly exceptions: readonly Exception[];
  /** How to get rid of at least `excess` of the findings. */
  readonly remedy: (findings: readonly Finding[], excess: number) => string;
}

/** Counts findings against a limit, leaving out those that are waived, cleared by a report, or excepted. */
export function countAgainst(context: EvaluationContext, count: Count): RuleResult | null {
  const sorted = sort(context, count);
  const excess = sorted.counts.length - count.allowed;
  const isCovered = context.scansOf(count.kind).length > 0;
  if (excess <= 0 && !isCovered && sorted.isEmpty) {
    if (context.required.includes(count.kindName)) return null;
    const summary = `No scan looked for ${count.kindName}, and ${context.environment} does not require one.`;
    return passed({ message: summary, summary, notes: [] }, sorted, count);
  }
  const found =
    sorted.counts.length === 0
      ? `No ${count.one}`
      : `${counted(sorted.counts.length, count.one, count.many)}, where ${allowance(count.allowed)}`;
  const names = sorted.counts.length === 0 ? '' : `: ${listedFindings(sorted.counts)}`;
  const notes = notesOf(sorted);
  const said = { message: [`${found}${names}.`, ...notes].join(' '), summary: `${found}.`, notes };
  if (excess <= 0) return passed(said, sorted, count);
  return {
    outcome: 'fail',
    ...said,
    remedy: count.remedy(sorted.counts, excess),
    findings: sorted.counts,
    waivers: sorted.waivers,
    change: null,
    isChecked: true,
  };
}

interface Sorted {
  readonly counts: readonly Finding[];
  readonly waived: number;
  readonly waivers: ReadonlySet<string>;
  readonly clearedByReport: number;
  /** Ends of grace, for those that only time keeps from counting. */
  readonly graces: readonly number[];
  /** For all that will count one day: when. */
  readonly laterCounts: readonly number[];
  readonly isEmpty: boolean;
}

function sort(context: EvaluationContext, { kind, isCandidate, exceptions }: Count): Sorted {
  const counts: Finding[] = [];
  const waivers = new Set<string>();
  const graces: number[] = [];
  const laterCounts: number[] = [];
  let waived = 0;
  let clearedByReport = 0;
  const all = context.findingsOf(kind);
  for (const finding of all) {
    if (!isCandidate(finding)) continue;
    const excepted = Math.max(-Infinity, ...exceptions.map((exception) => exception(finding) ?? -Infinity));
    if (excepted === Infinity) continue;
    const clearance = context.clearanceOf(finding);
    const until = Math.max(excepted, clearance?.until ?? -Infinity);
    if (until === -Infinity) {
      counts.push(finding);
      continue;
    }
    if (until !== Infinity) laterCounts.push(until);
    if (clearance === null) {
      graces.push(excepted);
    } else if (clearance.waiver === null) {
      clearedByReport += 1;
    } else {
      waived += 1;
      waivers.add(clearance.waiver);
    }
  }
  return { counts, waived, waivers, clearedByReport, graces, laterCounts, isEmpty: all.length === 0 };
}

type Sentences = Pick<RuleResult, 'message' | 'summary' | 'notes'>;

function passed(said: Sentences, { counts, waivers, laterCounts }: Sorted, { allowed }: Count): RuleResult {
  const room = allowed - counts.length;
  const tippingPoint = laterCounts.toSorted((a, b) => a - b)[room];
  return {
    outcome: 'pass',
    ...said,
    remedy: null,
    findings: counts,
    waivers,
    change: tippingPoint === undefined ? null : { at: tippingPoint, to: 'fail' },
    isChecked: true,
  };
}

function allowance(allowed: number): string {
  if (allowed === 0) return 'none is allowed';
  return `${allowed} ${allowed === 1 ? 'is' : 'are'} allowed`;
}

/** What was left out, so that nothing is cleared unseen. */
function notesOf({ waived, waivers, clearedByReport, graces }: Sorted): string[] {
  const said: string[] = [];
  if (waived > 0) said.push(`${counted(waived, 'is', 'are')} waived (${listedShort([...waivers].sort())})`);
  if (clearedByReport > 0) said.push(`${counted(clearedByReport, 'is', 'are')} cleared by a report's own word`);
  if (graces.length > 0) {
    const last = dayOf(graces.reduce((a, b) => Math.max(a, b)));
    said.push(
      `${counted(graces.length, 'is', 'are')} newly published and ${graces.length === 1 ? 'has' : 'have'} grace until ${last}`,
    );
  }
  return said.map((sentence) => `Besides, ${sentence}.`);
}
