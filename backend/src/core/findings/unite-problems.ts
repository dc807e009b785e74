import { worseSeverity, type Severity } from '../model/severity.js';
import type { Problem } from '../reports/scan.js';
import { findingId } from './finding-id.js';
import type { Finding, FindingComponent } from './finding.js';
import { compareText } from './order.js';
import { ruleClass } from './rule-class.js';
import { componentOf, firstComponent, type ScanContent } from './scan-content.js';
import type { ScanEntry, UnitedFinding } from './united-finding.js';

/**
 * Secrets, misconfigurations and licence problems. The same rule, under whichever of its names, at the same path
 * and line (a licence: of the same component) is one finding, whatever layers it was seen in. Where one scanner tells
 * several subjects apart there (objects of one line, columns), each is one. Scanners and formats word a subject each in
 * their own way: those of several that tell subjects apart are not matched with each other, but counted beside each other.
 */
export function uniteProblems<S extends ScanContent>(scans: readonly S[]): UnitedFinding<S>[] {
  const groups = new Map<string, ScanEntry<S, Problem>[]>();
  const identityOf = identities(scans);
  for (const scan of scans) {
    for (const entry of scan.problems) {
      const key = identityOf(entry);
      const problems = groups.get(key);
      if (problems === undefined) groups.set(key, [{ scan, entry }]);
      else problems.push({ scan, entry });
    }
  }
  return [...groups].map(([key, problems]) => ({ finding: problemOf(key, problems), claims: [], problems }));
}

type Place = readonly (string | number | null)[];

/** Problems without a location are distinguished by title: two entries can be two problems. */
function placeOf({ kind, componentKey, path, startLine, title }: Problem): Place {
  const isNowhere = path === null && componentKey === null;
  return [kind, componentKey, path === null ? null : normalisePath(path), startLine, ...(isNowhere ? [title] : [])];
}

/** Some scanners write paths in an image from the root, some without it. */
export function normalisePath(path: string): string {
  return path.replace(/^(?:\.?\/)+/, '');
}

/**
 * What makes a problem the same as another: its place, its rule, and its subject where one scanner saw several there.
 * Scanners of secrets share no rule names, so a secret that each of them sees once on a line is taken for the same one;
 * where one of them sees two on a line, rules and subjects keep them apart.
 */
function identities(scans: readonly ScanContent[]): (problem: Problem) => string {
  const seen = new Map<string, Set<string>>();
  const crowded = new Set<string>();
  const note = (name: string, words: string, what: string): void => {
    const key = JSON.stringify([words, name]);
    const different = seen.get(key) ?? new Set();
    seen.set(key, different.add(what));
    if (different.size > 1) crowded.add(name);
  };
  for (const { tool, format, problems } of scans) {
    const words = JSON.stringify([tool.name.toLowerCase(), format]);
    for (const problem of problems) {
      const { ofPlace, ofRule } = namesOf(problem);
      note(ofRule, words, problem.subject ?? '');
      if (problem.kind === 'secret') note(ofPlace, words, JSON.stringify([ruleClass(problem.rule), problem.subject]));
    }
  }
  return (problem) => {
    const { ofPlace, ofRule } = namesOf(problem);
    const isAloneOnItsLine = problem.kind === 'secret' && problem.startLine !== null && !crowded.has(ofPlace);
    if (isAloneOnItsLine) return ofPlace;
    if (problem.subject === null || !crowded.has(ofRule)) return ofRule;
    return JSON.stringify([...placeOf(problem), ruleClass(problem.rule), problem.subject]);
  };
}

function namesOf(problem: Problem): { readonly ofPlace: string; readonly ofRule: string } {
  const place = placeOf(problem);
  return { ofPlace: JSON.stringify(place), ofRule: JSON.stringify([...place, ruleClass(problem.rule)]) };
}

export function problemOf<S extends ScanContent>(key: string, problems: readonly ScanEntry<S, Problem>[]): Finding {
  const shown = problems.reduce((best, next) => (compareEntries(next, best) < 0 ? next : best)).entry;
  let severity: Severity = 'unknown';
  let component: FindingComponent | null = null;
  const tools = new Set<string>();
  for (const { scan, entry } of problems) {
    severity = worseSeverity(severity, entry.severity);
    if (entry.componentKey !== null) component = firstComponent(component, componentOf(scan, entry.componentKey));
    tools.add(scan.tool.name);
  }
  return {
    id: findingId(key),
    kind: shown.kind,
    severity,
    title: shown.title,
    advisory: null,
    component,
    rule: shown.rule,
    path: shown.path,
    startLine: shown.startLine,
    fix: 'unknown',
    fixedVersions: [],
    publishedAt: null,
    cvssScore: null,
    epss: null,
    isKnownExploited: false,
    analysis: null,
    isSuppressed: problems.every(({ entry }) => entry.isSuppressed),
    suppressedBy: problems.every(({ entry }) => entry.isSuppressed) ? 'person' : null,
    tools: [...tools].sort(compareText),
  };
}

/** Whose words are shown where several say the same: the first by tool, rule and text. */
function compareEntries(a: ScanEntry<ScanContent, Problem>, b: ScanEntry<ScanContent, Problem>): number {
  return (
    compareText(a.scan.tool.name, b.scan.tool.name) ||
    compareText(a.entry.rule, b.entry.rule) ||
    compareText(a.entry.title, b.entry.title) ||
    compareText(a.entry.path ?? '', b.entry.path ?? '')
  );
}
