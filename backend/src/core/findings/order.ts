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

/** A copy in the order of `compareFindings`. Severity, kind and name decide nearly all of it, and are looked up once for each. */
export function inFindingOrder<Item extends { readonly finding: Finding }>(items: readonly Item[]): Item[] {
  const keyed = items.map((item) => {
    const { finding } = item;
    const rank = FINDING_KINDS.indexOf(finding.kind) - severityRank(finding.severity) * FINDING_KINDS.length;
    return { item, rank, name: nameOf(finding) };
  });
  keyed.sort(
    (a, b) => a.rank - b.rank || compareText(a.name, b.name) || compareFindings(a.item.finding, b.item.finding),
  );
  return keyed.map(({ item }) => item);
}

/** What the problem is called: the advisory's lead identifier, or the rule. */
export function nameOf(finding: Finding): string {
  return finding.advisory?.id ?? finding.rule ?? '';
}
