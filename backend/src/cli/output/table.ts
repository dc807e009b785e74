import { nameOf } from '../../core/findings/order.js';
import type { Facts } from '../../core/gate/facts.js';
import { isAcceptedUnchecked } from '../../core/gate/passed-words.js';
import type { Reason, Verdict } from '../../core/gate/verdict.js';
import { type Answer, type CountedFinding, countedFindings, type Origin, placeOf } from '../gate/answer.js';
import { FIX_A_FAILED_GATE } from '../shipped-files.js';
import { fixWords } from './fix-words.js';
import { headline, scanLine } from './headline.js';
import { printable } from './printable.js';
import { COLOURS, SEVERITY_STYLES, SIGNS, UNCHECKED_SIGN } from './styles.js';
import type { Terminal } from './terminal.js';
import { type Cell, type Column, textColumns } from './text-columns.js';
import { wayBlocks } from './way-text.js';

const FINDING_COLUMNS: readonly Column[] = [
  { head: 'Severity' },
  { head: 'Finding', shrinksTo: 14 },
  { head: 'Where', shrinksTo: 10 },
  { head: 'Version', shrinksTo: 7 },
  { head: 'Fixed in', shrinksTo: 8 },
  { head: 'What', shrinksTo: 12, isOptional: true },
];

/** Whether it came with the base image, beside its location. */
const ORIGIN_COLUMN: Column = { head: 'Layer' };

export interface TableOptions {
  /** How many findings to list an environment. */
  readonly limit: number;
  /** Lists the rules that pass, too. */
  readonly isVerbose: boolean;
  /** Where findings are that are not listed, in place of an option of `plimsoll gate`. */
  readonly rest?: string;
}

/** The answer for a person at a terminal: verdict, reasons, findings, and the way to green. */
export function renderTable(answer: Answer, terminal: Terminal, options: TableOptions): string {
  const { facts, verdicts } = answer;
  const blocks = verdicts.flatMap((verdict) => verdictBlocks(answer, verdict, terminal, options));
  const isGreen = verdicts.every(({ outcome }) => outcome === 'pass');
  const help = isGreen ? '' : terminal.style('gray', `How to read and fix this: ${FIX_A_FAILED_GATE}`);
  return `${[subjectBlock(facts, terminal), ...blocks, help].filter((block) => block !== '').join('\n\n')}\n`;
}

function subjectBlock(facts: Facts, { style, width }: Terminal): string {
  const lines = [
    style('bold', printable(facts.image)),
    style('gray', facts.digest),
    ...facts.scans.flatMap((scan) => wrap(printable(scanLine(scan)), width, '').map((line) => style('gray', line))),
  ];
  return lines.join('\n');
}

function verdictBlocks(answer: Answer, verdict: Verdict, terminal: Terminal, options: TableOptions): string[] {
  const { origins = new Map<string, Origin>() } = answer;
  const counted = countedFindings(answer, verdict);
  return [
    headlineBlock(verdict, terminal),
    reasonsBlock(verdict, terminal, options),
    findingsBlock(counted, answer, verdict, terminal, options),
    ...wayBlocks(answer.ways?.get(verdict.environment), terminal, answer.parents ?? new Map()),
    baseBlock(counted, origins, terminal),
  ];
}

function headlineBlock(verdict: Verdict, { style, width }: Terminal): string {
  const lines = wrap(`${SIGNS[verdict.outcome]} ${printable(headline(verdict))}`, width, '  ');
  return lines.map((line) => style(['bold', COLOURS[verdict.outcome]], line)).join('\n');
}

function reasonsBlock({ reasons }: Verdict, terminal: Terminal, { isVerbose }: TableOptions): string {
  const unchecked = reasons.filter(isAcceptedUnchecked);
  const shown = reasons.filter((reason) => reason.outcome !== 'pass' || (isVerbose && !isAcceptedUnchecked(reason)));
  const hidden = reasons.length - shown.length - unchecked.length;
  const lines = shown.flatMap((reason) => reasonLines(reason, terminal));
  if (hidden > 0 && shown.length + unchecked.length > 0) {
    lines.push(terminal.style('gray', `  ${SIGNS.pass} ${hidden} ${hidden === 1 ? 'rule' : 'rules'} passed`));
  }
  return [...lines, ...uncheckedLines(unchecked, terminal, isVerbose)].join('\n');
}

/** Passes that say only what the policy accepts: named always, in full when asked. */
function uncheckedLines(reasons: readonly Reason[], terminal: Terminal, isVerbose: boolean): string[] {
  if (reasons.length === 0) return [];
  const subject = `${reasons.length} ${reasons.length === 1 ? 'rule' : 'rules'} could not be checked`;
  const head = `  ${UNCHECKED_SIGN} ${subject}; the policy accepts that`;
  if (isVerbose) return [terminal.style('yellow', head), ...reasons.flatMap((reason) => reasonLines(reason, terminal))];
  const names = wrap(printable(reasons.map(({ rule }) => rule).join(', ')), terminal.width - 4, '');
  return [terminal.style('yellow', head), ...names.map((line) => terminal.style('gray', `    ${line}`))];
}

function reasonLines(reason: Reason, { style, width }: Terminal): string[] {
  const { outcome, rule, message, remedy } = reason;
  const sign = isAcceptedUnchecked(reason) ? style('yellow', UNCHECKED_SIGN) : style(COLOURS[outcome], SIGNS[outcome]);
  const [first = '', ...rest] = wrap(printable(message), width - 4, '');
  const advice = remedy === null ? [] : wrap(`→ ${printable(remedy)}`, width - 4, '  ');
  return [`  ${sign} ${style('bold', printable(rule))}`, ...[first, ...rest, ...advice].map((line) => `    ${line}`)];
}

function findingsBlock(
  counted: readonly CountedFinding[],
  { facts, origins, excludedByVex }: Answer,
  verdict: Verdict,
  { width, style }: Terminal,
  { limit, rest = '--limit all lists them' }: TableOptions,
): string {
  const environment = printable(verdict.environment);
  const others = facts.findings.length - counted.length;
  const kind = counted.length > 0 ? 'other finding' : 'finding';
  const uncounted =
    others === 0
      ? []
      : wrap(
          `${amount(others, kind)} ${others === 1 ? 'does' : 'do'} not count against ${environment}${byVex(excludedByVex?.get(verdict.environment) ?? 0)}.`,
          width,
          '',
        ).map((line) => style('gray', line));
  if (counted.length === 0) return uncounted.join('\n');
  const rows = counted
    .slice(0, limit)
    .map(({ finding }): Cell[] => [
      { text: finding.severity, style: SEVERITY_STYLES[finding.severity] },
      { text: printable(nameOf(finding)) },
      { text: printable(finding.component?.name ?? placeOf(finding) ?? '') },
      { text: printable(finding.component?.version ?? '') },
      { text: printable(finding.fixedVersions.join(', ') || (fixWords(finding) ?? '')) },
      ...(origins === undefined ? [] : [{ text: (origins.get(finding.id) ?? '').replace(/ .*/, '') }]),
      { text: printable(finding.title), style: 'gray' },
    ]);
  const columns =
    origins === undefined
      ? FINDING_COLUMNS
      : [...FINDING_COLUMNS.slice(0, -1), ORIGIN_COLUMN, ...FINDING_COLUMNS.slice(-1)];
  const hidden = counted.length - rows.length;
  return [
    style('bold', `Findings that block ${environment}: ${counted.length.toLocaleString('en')}`),
    ...(rows.length === 0 ? [] : indented(textColumns(...filled(columns, rows), { width: width - 2, style }))),
    ...(hidden === 0 ? [] : [style('gray', `  … and ${hidden.toLocaleString('en')} more: ${printable(rest)}`)]),
    ...uncounted,
  ].join('\n');
}

function byVex(excluded: number): string {
  return excluded === 0 ? '' : `; ${excluded.toLocaleString('en')} of them excluded by VEX`;
}

/** Without the columns that say nothing in any row: secrets have no version, misconfigurations no fix. */
function filled(columns: readonly Column[], rows: readonly (readonly Cell[])[]): [Column[], Cell[][]] {
  const isFilled = columns.map((_, index) => rows.some((row) => (row[index]?.text ?? '') !== ''));
  return [columns.filter((_, index) => isFilled[index]), rows.map((row) => row.filter((_, index) => isFilled[index]))];
}

/** One newer base image may clear what would be many upgrades. */
function baseBlock(
  counted: readonly CountedFinding[],
  origins: ReadonlyMap<string, Origin>,
  { width }: Terminal,
): string {
  const fromBase = counted.filter(({ finding }) => origins.get(finding.id) === 'base image').length;
  if (fromBase === 0) return '';
  const text = `${fromBase.toLocaleString('en')} of ${amount(counted.length, 'finding')} ${fromBase === 1 ? 'comes' : 'come'} from the base image. Update the base image first.`;
  return wrap(text, width, '').join('\n');
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

function amount(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** Lines of at most `width` characters, broken between words; later lines are indented. */
function wrap(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line.trim() !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
