import { nameOf } from '../../core/findings/order.js';
import { isAcceptedUnchecked } from '../../core/gate/passed-words.js';
import { type Answer, countedFindings, placeOf } from '../gate/answer.js';
import { fixWords } from './fix-words.js';
import { headline, scanLine } from './headline.js';
import { codeSpan, escapeMarkdown } from './markdown-text.js';
import { wayLines } from './way-markdown.js';

const SIGNS = { pass: '✅', unknown: '❔', fail: '❌' } as const;

/** GitHub cuts a comment at 65,536 characters; a reader stops long before that. */
const LISTED_FINDINGS = 50;

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
      if (remedy !== null) lines.push(`  <br>How to fix: ${escapeMarkdown(remedy)}`);
    }
    const unchecked = verdict.reasons.filter(isAcceptedUnchecked);
    for (const { rule, message } of unchecked) lines.push(`- ➖ ${codeSpan(rule)} ${escapeMarkdown(message)}`);
    if (open.length + unchecked.length > 0) lines.push('');
    const counted = countedFindings(answer, verdict);
    lines.push(...findingLines(counted, origins, limit));
    lines.push(...wayLines(answer.ways?.get(verdict.environment)));
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

function scanNote(scan: Answer['facts']['scans'][number]): string {
  return escapeMarkdown(scanLine(scan));
}

function shortHash(version: string): string {
  return version.slice(0, 'sha256:'.length + 12);
}
