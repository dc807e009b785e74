import { nameOf } from '../../core/findings/order.js';
import { isAcceptedUnchecked } from '../../core/gate/passed-words.js';
import { upgradesFor } from '../../core/gate/upgrades.js';
import { type Answer, countedFindings, placeOf } from '../gate/answer.js';
import { fixWords } from './fix-words.js';
import { headline, scanLine } from './headline.js';
import { printable } from './printable.js';

const SIGNS = { pass: '✅', unknown: '❔', fail: '❌' } as const;

/** GitHub cuts a comment at 65,536 characters; a reader stops long before that. */
const LISTED_FINDINGS = 50;
const LISTED_UPGRADES = 20;

/** The answer as GitHub-flavoured Markdown, for a pull request's comment or a job's summary. */
export function renderMarkdown(answer: Answer, limit = LISTED_FINDINGS): string {
  const { facts, verdicts, origins } = answer;
  const lines: string[] = [];
  for (const verdict of verdicts) {
    lines.push(`## ${SIGNS[verdict.outcome]} ${escapeMarkdown(headline(verdict))}`, '');
    lines.push(`${codeSpan(facts.image)} ${codeSpan(facts.digest)}`, '');
    const open = verdict.reasons.filter((reason) => reason.outcome !== 'pass');
    for (const { outcome, rule, message, remedy } of open) {
      lines.push(`- ${SIGNS[outcome]} ${codeSpan(rule)} ${escapeMarkdown(message)}`);
      if (remedy !== null) lines.push(`  <br>${escapeMarkdown(remedy)}`);
    }
    const unchecked = verdict.reasons.filter(isAcceptedUnchecked);
    for (const { rule, message } of unchecked) lines.push(`- ➖ ${codeSpan(rule)} ${escapeMarkdown(message)}`);
    if (open.length + unchecked.length > 0) lines.push('');
    const counted = countedFindings(answer, verdict);
    lines.push(...findingLines(counted, origins, limit));
    lines.push(...upgradeLines(counted));
    lines.push(
      `<sub>${[`Policy ${codeSpan(shortHash(verdict.policyVersion))}`, ...facts.scans.map(scanNote)].join(' · ')}</sub>`,
      '',
    );
  }
  return lines.join('\n');
}

function findingLines(
  counted: ReturnType<typeof countedFindings>,
  origins: Answer['origins'],
  limit: number,
): string[] {
  if (counted.length === 0) return [];
  const rows = counted.slice(0, limit).map(({ finding }) => {
    const where = finding.component
      ? [finding.component.name, finding.component.version].filter((part) => part !== null).join(' ')
      : placeOf(finding);
    const cells = [
      finding.severity,
      codeSpan(nameOf(finding)),
      where === null ? '' : codeSpan(where),
      ...(origins === undefined ? [] : [origins.get(finding.id) ?? '']),
      finding.fixedVersions.map(codeSpan).join(', ') || (fixWords(finding) ?? ''),
      escapeMarkdown(finding.title),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const more = counted.length - rows.length;
  return [
    `| Severity | Finding | Where |${origins === undefined ? '' : ' From |'} Fixed in | What |`,
    `|---|---|---|${origins === undefined ? '' : '---|'}---|---|`,
    ...rows,
    '',
    ...(more > 0 ? [`… and ${more.toLocaleString('en')} more.`, ''] : []),
  ];
}

function upgradeLines(counted: ReturnType<typeof countedFindings>): string[] {
  const upgrades = upgradesFor(counted.map(({ finding }) => finding));
  if (upgrades.length === 0) return [];
  const listed = upgrades.slice(0, LISTED_UPGRADES);
  return [
    '**Fewest upgrades**',
    '',
    ...listed.map(
      ({ names, from, to, clears }) =>
        `- ${[...names].map(codeSpan).join(', ')}${from === null ? '' : ` ${codeSpan(from)}`} → ${codeSpan(to)} clears ${clears}`,
    ),
    ...(upgrades.length > listed.length ? [`- … and ${upgrades.length - listed.length} more`] : []),
    '',
  ];
}

function scanNote(scan: Answer['facts']['scans'][number]): string {
  return escapeMarkdown(scanLine(scan));
}

function shortHash(version: string): string {
  return version.slice(0, 'sha256:'.length + 12);
}

/**
 * Text that stays text: no markup, no table cell of its own, no link, and no @mention or #reference
 * that would notify people named by a report.
 */
export function escapeMarkdown(text: string): string {
  return printable(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]()!|~$^=]/g, '\\$&')
    .replace(/^(\d*)([-+.])/, '$1\\$2')
    .replace(/[@#]|GH(?=-\d)|www(?=\.)|:(?=\/\/)/gi, '$&&#8203;');
}

/** A code span, its fence longer than any run of backticks inside. */
export function codeSpan(text: string): string {
  const safe = printable(text).replace(/\|/g, '\\|');
  const fence = '`'.repeat(Math.max(0, ...[...safe.matchAll(/`+/g)].map((run) => run[0].length)) + 1);
  const padding = safe.startsWith('`') || safe.endsWith('`') || safe === '' ? ' ' : '';
  return `${fence}${padding}${safe}${padding}${fence}`;
}
