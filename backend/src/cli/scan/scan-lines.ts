import { nameOf } from '../../core/findings/order.js';
import type { Outcome } from '../../core/gate/verdict.js';
import { countBySeverity, type Severity } from '../../core/model/severity.js';
import { wayJson } from '../../core/path/way-json.js';
import type { WayToGreen } from '../../core/path/way-to-green.js';
import { ExitCode } from '../exit-code.js';
import { countedFindings, placeOf } from '../gate/answer.js';
import { headlineWithReason } from '../output/headline.js';
import { printable } from '../output/printable.js';
import { COLOURS, SEVERITY_STYLES, SIGNS } from '../output/styles.js';
import { renderTable } from '../output/table.js';
import { type Terminal, terminalOf } from '../output/terminal.js';
import { type Cell, textColumns } from '../output/text-columns.js';
import type { FiledScan } from './decide-scan.js';
import type { FailedScan } from './failed-scan.js';
import type { ScanReportOptions } from './scan-report.command.js';

const LISTED_FINDINGS = 25;

/** What is said of a scan on stdout. Of one that failed a table has no line: stderr says why. */
export function linesOf(
  result: FiledScan | FailedScan,
  { output, color }: ScanReportOptions,
  stdout: NodeJS.WriteStream,
): string {
  if ('answer' in result) {
    if (output === 'json') return `${JSON.stringify(jsonOf(result))}\n`;
    return output === 'line' ? sentences(result) : table(result, terminalOf(stdout, color));
  }
  const { subject, exitCode, message } = result;
  if (output === 'json') return `${JSON.stringify({ subject, error: { exitCode, message } })}\n`;
  return output === 'line' ? `${printable(`${subject}: ${notScanned(result)}`)}\n` : '';
}

/** After several tables: a line for each, so that they need not be searched for. */
export function summaryOf(
  results: readonly (FiledScan | FailedScan)[],
  { output, color }: ScanReportOptions,
  stdout: NodeJS.WriteStream,
): string {
  if (output !== 'table' || results.length < 2) return '';
  const terminal = terminalOf(stdout, color);
  const rows = results.flatMap((result): Cell[][] => {
    if (!('answer' in result)) {
      const { subject, exitCode } = result;
      return [rowOf(exitCode === ExitCode.unknown ? 'unknown' : 'fail', subject, notScanned(result))];
    }
    const { answer, scanned, server } = result;
    const said = server.map(({ environment, outcome }) => ({
      outcome,
      text: `The server says ${outcome} for ${environment}`,
    }));
    const own = answer.verdicts.map((verdict) => ({ outcome: verdict.outcome, text: headlineWithReason(verdict) }));
    return (said.length > 0 ? said : own).map(({ outcome, text }) => rowOf(outcome, scanned.subject, text));
  });
  return `${textColumns([{ head: '' }, { head: 'Scanned' }, { head: 'Verdict', shrinksTo: 20 }], rows, terminal).join('\n')}\n`;
}

function rowOf(outcome: Outcome, subject: string, text: string): Cell[] {
  return [{ text: SIGNS[outcome], style: COLOURS[outcome] }, { text: printable(subject) }, { text: printable(text) }];
}

function notScanned({ message }: FailedScan): string {
  return `not scanned: ${message}`;
}

function sentences({ answer, scanned, place, server }: FiledScan): string {
  const lines = [
    ...answer.verdicts.map(headlineWithReason),
    ...server.map(({ environment, outcome, link }) => `The server says ${outcome} for ${environment}: ${link}`),
  ];
  return lines.map((line) => `${printable(`${scanned.subject}: ${line} (${place})`)}\n`).join('');
}

function table({ answer, place, server }: FiledScan, terminal: Terminal): string {
  const { style } = terminal;
  const { facts } = answer;
  const counts = Object.entries(countBySeverity(facts.findings)) as [Severity, number][];
  const found = counts.filter(([, count]) => count > 0);
  const bySeverity =
    found.length === 0
      ? 'none'
      : found.map(([severity, count]) => style(SEVERITY_STYLES[severity], `${count} ${severity}`)).join(', ');
  const said = server.flatMap(({ environment, outcome, reasons, link }) => [
    `The server says ${outcome} for ${environment}: ${link}`,
    ...reasons.map((reason) => `  ${reason}`),
  ]);
  const last = [`All findings: ${bySeverity}`, ...said.map(printable), style('gray', `Reports: ${printable(place)}`)];
  const body = renderTable(answer, terminal, {
    limit: LISTED_FINDINGS,
    isVerbose: false,
    rest: 'report.sarif has them',
  });
  return `${body}\n${last.join('\n')}\n\n`;
}

/** What `--output json` writes: a line an artifact. */
function jsonOf({ answer, scanned, place, server }: FiledScan) {
  const { facts, verdicts, origins, parents } = answer;
  return {
    subject: scanned.subject,
    image: facts.image,
    digest: facts.digest,
    imageId: scanned.imageId,
    reports: place,
    counts: countBySeverity(facts.findings),
    verdicts: verdicts.map((verdict) => {
      const counted = countedFindings(answer, verdict);
      return {
        environment: verdict.environment,
        outcome: verdict.outcome,
        verdictId: verdict.verdictId,
        reasons: verdict.reasons
          .filter(({ outcome }) => outcome !== 'pass')
          .map(({ rule, outcome, message, remedy }) => ({ rule, outcome, message, remedy })),
        findings: counted.map(({ finding, outcome, rules }) => ({
          name: nameOf(finding),
          kind: finding.kind,
          severity: finding.severity,
          outcome,
          rules,
          component: finding.component?.name ?? null,
          version: finding.component?.version ?? null,
          fixedVersions: finding.fixedVersions,
          place: placeOf(finding),
          origin: origins?.get(finding.id) ?? null,
          broughtInBy: parents?.get(finding.id) ?? [],
          title: finding.title,
        })),
        ...wayOf(answer.ways?.get(verdict.environment)),
      };
    }),
    server,
  };
}

/** What to change, and what the gate says once that is done; nothing to change where it passes. */
function wayOf(way: WayToGreen | undefined) {
  if (way === undefined) return { upgrades: [], lines: [] };
  const { upgrades, lines, after } = wayJson(way);
  return {
    upgrades: upgrades.map(({ name, packages, from, to, findingCount, sentence }) => ({
      name,
      components: packages,
      from,
      to,
      clears: findingCount,
      sentence,
    })),
    lines,
    outcomeAfter: after.outcome,
  };
}
