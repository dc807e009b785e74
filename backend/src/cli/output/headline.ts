import { UNRECORDED_PLATFORM } from '../../core/gate/current-scans.js';
import type { ScanFacts } from '../../core/gate/facts.js';
import { passedWords } from '../../core/gate/passed-words.js';
import type { Verdict } from '../../core/gate/verdict.js';
import { counted, listed } from '../../core/gate/words.js';

const OPENINGS = { pass: 'Passes for', unknown: 'Unknown for', fail: 'Fails for' } as const;

/** The verdict in one line, such as `Fails for prod: 2 critical findings can be fixed`. */
export function headline({ outcome, environment, reasons }: Verdict): string {
  const opening = `${OPENINGS[outcome]} ${environment}`;
  if (outcome === 'pass') {
    return `${opening}: ${passedWords(reasons)}`;
  }
  const [first, ...others] = reasons.filter((reason) => reason.outcome !== 'pass');
  if (!first) return opening;
  const more = others.length === 0 ? '' : `, and ${others.length} more ${others.length === 1 ? 'reason' : 'reasons'}`;
  return `${opening}: ${first.summary.replace(/\.$/, '')}${more}`;
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
