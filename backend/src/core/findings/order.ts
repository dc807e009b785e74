import { FINDING_KINDS } from '../model/finding-kind.js';
import { severityRank } from '../model/severity.js';
import type { Finding } from './finding.js';

/** By code point: the same everywhere, whatever the machine's language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Worst first, then by kind, by what it is and by where it is. No two findings tie. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    severityRank(b.severity) - severityRank(a.severity) ||
    FINDING_KINDS.indexOf(a.kind) - FINDING_KINDS.indexOf(b.kind) ||
    compareText(nameOf(a), nameOf(b)) ||
    compareText(a.component?.name ?? '', b.component?.name ?? '') ||
    compareText(a.path ?? '', b.path ?? '') ||
    (a.startLine ?? 0) - (b.startLine ?? 0) ||
    compareText(a.id, b.id)
  );
}

/** What the problem is called: the advisory's lead identifier, or the rule. */
export function nameOf(finding: Finding): string {
  return finding.advisory?.id ?? finding.rule ?? '';
}
