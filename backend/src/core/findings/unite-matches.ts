import { normaliseIdentifier } from '../advisories/identifier.js';
import { type UnitedAdvisory, uniteAliases } from '../advisories/unite-aliases.js';
import type { AnalysisState, Claim } from '../reports/scan.js';
import { findingId } from './finding-id.js';
import type { Finding, FindingComponent } from './finding.js';
import { compareText } from './order.js';
import { componentOf, firstComponent, type ScanContent } from './scan-content.js';
import { worseSeverity, type Severity } from './severity.js';
import type { Said, UnitedFinding } from './unite-findings.js';

/** Matches: claims about the same component whose identifiers mean the same advisory. */
export function uniteMatches<S extends ScanContent>(scans: readonly S[]): UnitedFinding<S>[] {
  const advisories = uniteAliases(scans.flatMap((scan) => scan.claims));
  const byComponent = new Map<string, Map<UnitedAdvisory, Said<S, Claim>[]>>();
  let next = 0;
  for (const scan of scans) {
    for (const said of scan.claims) {
      let byAdvisory = byComponent.get(said.componentKey);
      if (byAdvisory === undefined) byComponent.set(said.componentKey, (byAdvisory = new Map()));
      const advisory = advisories[next++] as UnitedAdvisory;
      const claims = byAdvisory.get(advisory);
      if (claims === undefined) byAdvisory.set(advisory, [{ scan, said }]);
      else claims.push({ scan, said });
    }
  }
  const united: UnitedFinding<S>[] = [];
  for (const byAdvisory of byComponent.values()) {
    for (const [advisory, claims] of byAdvisory) {
      united.push({ finding: matchOf(advisory, claims), claims, problems: [] });
    }
  }
  return united;
}

/**
 * One finding from what several claims say. Where they differ, the word that asks for more care counts: the worst
 * severity, the earliest publication, the highest CVSS and EPSS, any word of exploitation.
 */
function matchOf<S extends ScanContent>(advisory: UnitedAdvisory, claims: readonly Said<S, Claim>[]): Finding {
  let severity: Severity = 'unknown';
  let publishedAt = Infinity;
  let cvssScore: number | null = null;
  let epss: number | null = null;
  let isKnownExploited = false;
  let component: FindingComponent | null = null;
  const names = new Set(advisory.ids);
  const fixedVersions = new Set<string>();
  const tools = new Set<string>();
  const states = new Set<AnalysisState>();
  for (const { scan, said } of claims) {
    severity = worseSeverity(severity, said.severity);
    publishedAt = Math.min(publishedAt, instantOr(Infinity, said.publishedAt));
    cvssScore = higher(cvssScore, said.cvssScore);
    epss = higher(epss, said.epss);
    isKnownExploited ||= said.isKnownExploited === true;
    component = firstComponent(component, componentOf(scan, said.componentKey));
    for (const id of said.ids) names.add(normaliseIdentifier(id));
    for (const version of splitVersions(said.fixedVersion)) fixedVersions.add(version);
    tools.add(scan.tool.name);
    if (said.analysis !== null) states.add(said.analysis.state);
  }
  names.delete(advisory.lead);
  return {
    id: findingId('match', advisory.lead, component?.key ?? ''),
    kind: 'match',
    severity,
    title: titleOf(advisory, claims) ?? `${advisory.lead} in ${component?.name ?? ''}`,
    advisory: { id: advisory.lead, aliases: [...names].sort(compareText) },
    component,
    rule: null,
    path: null,
    startLine: null,
    fixedVersions: [...fixedVersions].sort(compareText),
    publishedAt: publishedAt === Infinity ? null : new Date(publishedAt).toISOString(),
    cvssScore,
    epss,
    isKnownExploited,
    analysis: states.size === 1 ? ([...states][0] ?? null) : null,
    isSuppressed: false,
    tools: [...tools].sort(compareText),
  };
}

/** The title of a claim that leads with the advisory's lead, if there is one; then by tool and text. */
function titleOf<S extends ScanContent>(advisory: UnitedAdvisory, claims: readonly Said<S, Claim>[]): string | null {
  let best: readonly [string, string, string] | null = null;
  for (const { scan, said } of claims) {
    if (said.title === null) continue;
    const candidate = [said.reportedId === advisory.lead ? '0' : '1', scan.tool.name, said.title] as const;
    if (best === null || compareTuples(candidate, best) < 0) best = candidate;
  }
  return best?.[2] ?? null;
}

function compareTuples(a: readonly string[], b: readonly string[]): number {
  for (const [index, text] of a.entries()) {
    const order = compareText(text, b[index] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

/** Scanners put the fixed versions of several release lines into one text: `1.2.9, 1.3.4`. */
function splitVersions(written: string | null): string[] {
  return (written ?? '')
    .split(',')
    .map((version) => version.trim())
    .filter((version) => version !== '');
}

function instantOr(otherwise: number, written: string | null): number {
  const milliseconds = written === null ? Number.NaN : Date.parse(written);
  return Number.isNaN(milliseconds) ? otherwise : milliseconds;
}

function higher(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}
