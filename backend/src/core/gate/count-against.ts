import type { Finding } from '../findings/finding.js';
import { compareText } from '../findings/order.js';
import type { FindingKind } from '../model/finding-kind.js';
import type { RequiredKind } from '../model/required-kind.js';
import type { Severity } from '../model/severity.js';
import { numberOf } from './column-findings.js';
import type { Clearance } from './clearance.js';
import type { EvaluationContext } from './evaluation-context.js';
import type { UnknownFix } from './modifiers.js';
import { onMissingData } from './on-missing-data.js';
import type { RemedyPlan } from './remedy-plan.js';
import { type Change, type RuleResult, unchecked } from './rule.js';
import type { Outcome, VexSource } from './verdict.js';
import { capitalised, counted, dayOf, listedFindings, listedShort, shortened } from './words.js';

/** Until when a finding is not counted, in milliseconds (Infinity: for ever); null where it counts. */
export type Exception = (finding: Finding) => number | null;

/** How to get rid of at least `excess` of the findings, where it is known as part of a plan for all rules. */
export type Remedy = (findings: readonly Finding[], excess: number, plan?: RemedyPlan) => string;

export interface Count {
  readonly kind: FindingKind;
  /** The kind, as a policy calls it. */
  readonly kindName: RequiredKind;
  /** What is counted: `critical vulnerability with a fix available`. */
  readonly one: string;
  readonly many: string;
  readonly allowed: number;
  /** Only these count. Left out: those of every severity. */
  readonly severity?: Severity | undefined;
  /** These count as well, and are milder. */
  readonly alsoSeverity?: Severity | undefined;
  /** Which of them count. Left out: all. */
  readonly isCandidate?: (finding: Finding) => boolean;
  readonly exceptions: readonly Exception[];
  /** What keeps those from counting that time alone does. Left out: a grace period. */
  readonly inTime?: 'deadline' | undefined;
  /** What more of them than allowed mean. Left out: `fail`. */
  readonly tooMany?: 'fail' | 'unknown' | undefined;
  /** Where only findings with a fix count: what happens to those of which no report states whether there is one, and what they are called together. */
  readonly unknownFix?: { readonly mode: UnknownFix; readonly one: string; readonly many: string } | undefined;
  readonly remedy: Remedy;
}

/** Counts findings against a limit, leaving out those that are waived, excluded by a report, or excepted. */
export function countAgainst(context: EvaluationContext, count: Count): RuleResult | null {
  const sorted = sort(context, count);
  if (sorted.isEmpty && context.scansOf(count.kind).length === 0) return notScanned(context, count);
  const { counts, untold } = sorted;
  const excess = numberOf(counts) - count.allowed;
  if (excess > 0) return new CountResult(count.tooMany ?? 'fail', sorted, count, excess);
  const excessWithUntold = excess + numberOf(untold);
  if (count.unknownFix?.mode === 'unknown' && excessWithUntold > 0) {
    const both = { ...sorted, counts: [...counts, ...untold] };
    return new CountResult('unknown', both, count, excessWithUntold);
  }
  return new CountResult('pass', sorted, count, 0);
}

/** Null where the rule on required scans says so. */
function notScanned({ required, environment, settings }: EvaluationContext, { kindName }: Count): RuleResult | null {
  if (required.includes(kindName)) return null;
  const kind = capitalised(kindName);
  if (kindName === 'licences' && onMissingData(settings, 'licences') === 'unknown') {
    return unchecked(
      `${kind} were not scanned, so this rule could not be checked.`,
      'unknown',
      'Scan for licences with `trivy image --scanners license`, and send the report.',
    );
  }
  const summary = `${kind} were not scanned.`;
  const note = `${environment} does not require it.`;
  return {
    outcome: 'pass',
    message: `${summary} ${note}`,
    summary,
    notes: [note],
    remedy: null,
    findings: [],
    waivers: new Set(),
    changes: [],
    isChecked: false,
  };
}

interface Sorted {
  /** Those that count for certain. */
  readonly counts: readonly Finding[];
  /** Those that only a missing word on a fix keeps from counting. */
  readonly untold: readonly Finding[];
  readonly waivers: ReadonlySet<string>;
  readonly vex: ReadonlyMap<string, VexSource>;
  readonly clearances: ReadonlyMap<Clearance['by'], number>;
  readonly refusalOf: EvaluationContext['refusalOf'];
  /** Ends of grace, for those that only time keeps from counting. */
  readonly graces: readonly number[];
  /** For all that will count one day: when. */
  readonly laterCounts: readonly number[];
  /** The same for those that will then be untold. */
  readonly laterUntold: readonly number[];
  readonly isEmpty: boolean;
}

interface Cleared {
  readonly waivers: Set<string>;
  readonly vex: Map<string, VexSource>;
  readonly clearances: Map<Clearance['by'], number>;
}

/** Most counts come to this, and are many. */
const NOTHING_CLEARED: Pick<Sorted, 'waivers' | 'vex' | 'clearances'> = {
  waivers: new Set(),
  vex: new Map(),
  clearances: new Map(),
};

function sort(context: EvaluationContext, count: Count): Sorted {
  const { kind, isCandidate, exceptions, unknownFix } = count;
  const mode = unknownFix?.mode ?? 'count';
  const counts: Finding[] = [];
  const untold: Finding[] = [];
  let cleared: Cleared | null = null;
  const graces: number[] = [];
  const laterCounts: number[] = [];
  const laterUntold: number[] = [];
  for (const finding of candidatesOf(context, count)) {
    if (isCandidate !== undefined && !isCandidate(finding)) continue;
    let excepted = -Infinity;
    for (const exception of exceptions) excepted = Math.max(excepted, exception(finding) ?? -Infinity);
    if (excepted === Infinity) continue;
    const isUntold = mode !== 'count' && finding.fix === 'unknown';
    const clearance = context.clearanceOf(finding);
    const until = Math.max(excepted, clearance?.until ?? -Infinity);
    if (until === -Infinity) {
      (isUntold ? untold : counts).push(finding);
      continue;
    }
    if (until !== Infinity) (isUntold ? laterUntold : laterCounts).push(until);
    if (clearance === null) {
      graces.push(excepted);
    } else {
      cleared ??= { waivers: new Set(), vex: new Map(), clearances: new Map() };
      const { waivers, vex, clearances } = cleared;
      clearances.set(clearance.by, (clearances.get(clearance.by) ?? 0) + 1);
      if (clearance.waiver !== null) waivers.add(clearance.waiver);
      for (const source of clearance.documents ?? []) vex.set(source.document, source);
    }
  }
  const isEmpty = context.findingsOf(kind).length === 0;
  const { refusalOf } = context;
  // Field by field: to spread takes as long as to count.
  const { waivers, vex, clearances } = cleared ?? NOTHING_CLEARED;
  return {
    counts,
    untold,
    waivers,
    vex,
    clearances,
    refusalOf,
    graces,
    laterCounts,
    laterUntold,
    isEmpty,
  };
}

function candidatesOf(context: EvaluationContext, { kind, severity, alsoSeverity }: Count): readonly Finding[] {
  const findings = context.findingsOf(kind, severity);
  return alsoSeverity === undefined ? findings : [...findings, ...context.findingsOf(kind, alsoSeverity)];
}

type Sentences = Pick<RuleResult, 'message' | 'summary' | 'notes'>;

/** The outcome at once; the words, which take longer than the count, for who asks for them. */
class CountResult implements RuleResult {
  readonly isChecked = true;
  #sentences: Sentences | null = null;

  constructor(
    readonly outcome: Outcome,
    private readonly sorted: Sorted,
    private readonly count: Count,
    readonly excess: number,
  ) {}

  get message(): string {
    return this.sentences.message;
  }

  get summary(): string {
    return this.sentences.summary;
  }

  get notes(): readonly string[] {
    return this.sentences.notes;
  }

  get remedy(): string | null {
    return this.outcome === 'pass' ? null : this.count.remedy(this.sorted.counts, this.excess);
  }

  remedyBy(plan: RemedyPlan): string | null {
    return this.outcome === 'pass' ? null : this.count.remedy(this.sorted.counts, this.excess, plan);
  }

  get findings(): readonly Finding[] {
    return this.sorted.counts;
  }

  get waivers(): ReadonlySet<string> {
    return this.sorted.waivers;
  }

  get vex(): ReadonlyMap<string, VexSource> {
    return this.sorted.vex;
  }

  get changes(): readonly Change[] {
    if (this.outcome === 'fail') return [];
    const changes = changesOf(this.sorted, this.count);
    return this.outcome === 'pass' ? changes : changes.filter(({ to }) => to === 'fail');
  }

  private get sentences(): Sentences {
    return (this.#sentences ??= sentencesOf(this.sorted, this.count));
  }
}

/** When waivers and graces end, and more findings count than the limit allows. */
function changesOf({ counts, untold, laterCounts, laterUntold }: Sorted, count: Count): Change[] {
  const { allowed, unknownFix, tooMany = 'fail' } = count;
  const isUntold = new Set(untold);
  const certain = counts.filter((finding) => !isUntold.has(finding));
  const room = allowed - certain.length;
  const failsAt = laterCounts.toSorted((a, b) => a - b)[room];
  const changes: Change[] = failsAt === undefined ? [] : [{ at: failsAt, to: tooMany }];
  if (unknownFix?.mode !== 'unknown') return changes;
  const unknownAt = [...laterCounts, ...laterUntold].toSorted((a, b) => a - b)[Math.max(0, room - untold.length)];
  return unknownAt === undefined ? changes : [...changes, { at: unknownAt, to: 'unknown' }];
}

function sentencesOf(sorted: Sorted, count: Count): Sentences {
  const { counts } = sorted;
  const notes = notesOf(sorted, count);
  if (counts.length === 0) {
    const summary = `No ${count.many}.`;
    return { message: [summary, ...notes].join(' '), summary, notes };
  }
  const { one, many } = counts.some(({ fix }) => fix === 'unknown') ? (count.unknownFix ?? count) : count;
  const found = `${counted(counts.length, one, many)}, limit ${count.allowed}`;
  return { message: [`${found}: ${listedFindings(counts)}.`, ...notes].join(' '), summary: `${found}.`, notes };
}

/** What was left out, so that nothing is excluded unseen, and what is not known of those that count. */
function notesOf(sorted: Sorted, { unknownFix, inTime }: Count): string[] {
  const { counts, untold, waivers, vex, clearances, graces } = sorted;
  const said: string[] = [];
  if (unknownFix !== undefined) said.push(...notesOnFixes(counts, untold, unknownFix.mode));
  const waived = clearances.get('waiver') ?? 0;
  if (waived > 0) said.push(`${waived} waived (${listedShort([...waivers].sort())}).`);
  said.push(...notesOnRefusals(sorted));
  for (const [by, words] of EXCLUDED) {
    const excluded = clearances.get(by) ?? 0;
    const documents = by === 'vex' ? namedIn(vex) : '';
    if (excluded > 0) said.push(`${excluded} ${words}${documents}.`);
  }
  if (graces.length > 0) said.push(noteOnTime(graces, inTime ?? 'grace period'));
  return said;
}

function noteOnTime(ends: readonly number[], what: string): string {
  const last = dayOf(ends.reduce((a, b) => Math.max(a, b)));
  const inTime = what === 'deadline' ? 'within' : 'in';
  if (ends.length === 1) return `1 ${inTime} its ${what}, until ${last}.`;
  return `${ends.length} ${inTime} their ${what}, the last until ${last}.`;
}

const MOST_REFUSALS = 3;

/** Waivers that exist and do not count, so that they are not looked for in vain. */
function notesOnRefusals({ counts, untold, refusalOf }: Sorted): string[] {
  const findings = new Map<string, number>();
  for (const finding of new Set([...counts, ...untold])) {
    const refusal = refusalOf(finding);
    if (refusal === null) continue;
    const why = `${refusal.waiver} ${refusal.reason}`;
    findings.set(why, (findings.get(why) ?? 0) + 1);
  }
  const all = [...findings].sort(([a], [b]) => compareText(a, b));
  const notes = all.slice(0, MOST_REFUSALS).map(([why, number]) => `${number} not waived: ${why}.`);
  const more = all.length - notes.length;
  return more > 0 ? [...notes, `${counted(more, 'more waiver does', 'more waivers do')} not count.`] : notes;
}

/** The documents behind it, as they name themselves: ` (acme-2026-001)`. */
function namedIn(vex: ReadonlyMap<string, VexSource>): string {
  if (vex.size === 0) return '';
  const names = Array.from(vex.values(), ({ id, document }) => (id === null ? document.slice(0, 19) : shortened(id)));
  return ` (${listedShort([...new Set(names)].sort())})`;
}

const EXCLUDED: readonly (readonly [by: Clearance['by'], words: string])[] = [
  ['vex', 'excluded by VEX'],
  ['suppression', 'suppressed by a person in the report'],
  ['built-in', "left out by the scanner's own rules"],
];

function notesOnFixes(counts: readonly Finding[], untold: readonly Finding[], mode: UnknownFix): string[] {
  if (mode === 'ignore') {
    return untold.length === 0 ? [] : [`${untold.length} without information on a fix, not counted.`];
  }
  const without = counts.filter(({ fix }) => fix === 'unknown').length;
  if (without === 0) return [];
  return [
    `No report states whether a fix is available for ${counts.length === without ? (without === 1 ? 'it' : 'any of them') : `${without} of them`}.`,
  ];
}

/** Whether a note is of waivers that did not count, as `notes` of reasons have them. */
export function isRefusalNote(note: string): boolean {
  return /^\d+ not waived: /.test(note);
}
