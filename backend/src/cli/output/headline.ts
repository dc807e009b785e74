import { UNRECORDED_PLATFORM } from '../../core/gate/current-scans.js';
import type { ScanFacts } from '../../core/gate/facts.js';
import { passedWords } from '../../core/gate/passed-words.js';
import type { Verdict } from '../../core/gate/verdict.js';
import { counted, listed } from '../../core/gate/words.js';

const OPENINGS = { pass: 'Can ship to', unknown: 'Unknown for', fail: 'Cannot ship to' } as const;

/** The verdict in one line, such as `Cannot ship to prod: 2 rules failed, 1 could not be checked`. */
export function headline({ outcome, environment, reasons }: Verdict): string {
  const words = outcome === 'pass' ? passedWords(reasons) : openWords(reasons);
  return `${OPENINGS[outcome]} ${environment}${words === '' ? '' : `: ${words}`}`;
}

/** The same with the first reason, for where the reasons do not follow. */
export function headlineWithReason(verdict: Verdict): string {
  const first = verdict.reasons.find(({ outcome }) => outcome !== 'pass');
  return first === undefined ? headline(verdict) : `${headline(verdict)}. ${first.summary}`;
}

function openWords(reasons: Verdict['reasons']): string {
  const [failed, unknown] = (['fail', 'unknown'] as const).map(
    (wanted) => reasons.filter(({ outcome }) => outcome === wanted).length,
  ) as [number, number];
  if (failed === 0) return unknown === 0 ? '' : `${counted(unknown, 'rule', 'rules')} could not be checked`;
  return `${counted(failed, 'rule', 'rules')} failed${unknown === 0 ? '' : `, ${unknown} could not be checked`}`;
}

/**
 * Which scanner scanned what, and when: `trivy 0.75.0 for linux/amd64 scanned 2026-11-01 12:00 UTC, database of 2026-10-31`; then
 * whether it failed, and whether it lists less than the scan that it replaced.
 */
export function scanLine(scan: ScanFacts): string {
  const { tool, toolVersion, platform, scannedAt, databaseDate } = scan;
  const parts = [toolVersion === null ? tool : `${tool} ${toolVersion}`];
  if (platform !== null && platform !== UNRECORDED_PLATFORM) parts.push(`for ${platform}`);
  if (scannedAt !== null) parts.push(`scanned ${scannedAt.slice(0, 16).replace('T', ' ')} UTC`);
  const database = databaseDate === null ? [] : [`database of ${databaseDate.slice(0, 10)}`];
  return [parts.join(' '), ...database, ...failureNote(scan), ...lessNote(scan)].join(', ');
}

function failureNote({ failures: [first, ...others] }: ScanFacts): string[] {
  if (first === undefined) return [];
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return [`failed or incomplete: ${first.message.replace(/\s+/g, ' ').slice(0, 200)}${more}`];
}

/** What became less by a newer scan. */
function lessNote({ componentCount, findingCount, replaces }: ScanFacts): string[] {
  if (replaces === null) return [];
  const fewer = [
    ...lessOf(replaces.componentCount - componentCount, 'component', 'components'),
    ...lessOf(replaces.findingCount - findingCount, 'finding', 'findings'),
  ];
  if (fewer.length === 0) return [];
  const date = replaces.scannedAt === null ? '' : ` of ${replaces.scannedAt.slice(0, 10)}`;
  return [`${listed(fewer)} fewer than the scan${date} that it replaces`];
}

function lessOf(difference: number, one: string, many: string): string[] {
  return difference > 0 ? [counted(difference, one, many)] : [];
}
