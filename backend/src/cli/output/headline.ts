import type { ScanFacts } from '../../core/gate/facts.js';
import type { Verdict } from '../../core/gate/verdict.js';

const OPENINGS = { pass: 'Passes for', unknown: 'Unknown for', fail: 'Fails for' } as const;

/** The verdict in one line, such as `Fails for prod: 2 critical findings can be fixed`. */
export function headline({ outcome, environment, reasons }: Verdict): string {
  const opening = `${OPENINGS[outcome]} ${environment}`;
  if (outcome === 'pass') {
    return `${opening}: ${reasons.length === 1 ? 'its one rule is' : `all ${reasons.length} rules are`} met`;
  }
  const [first, ...others] = reasons.filter((reason) => reason.outcome !== 'pass');
  if (!first) return opening;
  const more = others.length === 0 ? '' : `, and ${others.length} more ${others.length === 1 ? 'reason' : 'reasons'}`;
  return `${opening}: ${first.summary.replace(/\.$/, '')}${more}`;
}

/** Which scanner looked, and when: `trivy 0.75.0 scanned 2026-11-01 12:00 UTC, database of 2026-10-31`. */
export function scanLine({ tool, toolVersion, scannedAt, databaseDate }: ScanFacts): string {
  const parts = [toolVersion === null ? tool : `${tool} ${toolVersion}`];
  if (scannedAt !== null) parts.push(`scanned ${scannedAt.slice(0, 16).replace('T', ' ')} UTC`);
  return parts.join(' ') + (databaseDate === null ? '' : `, database of ${databaseDate.slice(0, 10)}`);
}
