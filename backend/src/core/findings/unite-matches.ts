import { normaliseIdentifier } from '../advisories/identifier.js';
import { type UnitedAdvisory, uniteAliases } from '../advisories/unite-aliases.js';
import type { AnalysisState } from '../model/analysis-state.js';
import { DistinctList } from '../model/distinct-list.js';
import { worseSeverity, type Severity } from '../model/severity.js';
import type { Claim, SuppressionSource } from '../reports/scan.js';
import { matchId } from './finding-id.js';
import type { Finding, FindingComponent } from './finding.js';
import { nearestFirst } from './fix-order.js';
import { fixOf, unitedFix } from './fix-state.js';
import { isReported, joinUnnamed, type MatchGroup } from './join-unnamed.js';
import { compareText } from './order.js';
import { componentOf, firstComponent, type ScanContent } from './scan-content.js';
import type { ScanEntry, UnitedFinding } from './united-finding.js';

/** Matches: claims about the same component whose identifiers mean the same advisory. See `joinUnnamed` for those without a purl. */
export function uniteMatches<S extends ScanContent>(scans: readonly S[]): UnitedFinding<S>[] {
  const advisories = uniteAliases(scans.flatMap((scan) => scan.claims));
  const componentNumbers = new Map<string, number>();
  const groups = new Map<number, MatchGroup<S>>();
  let next = 0;
  for (const scan of scans) {
    for (const entry of scan.claims) {
      const advisory = advisories[next++] as UnitedAdvisory;
      const component = componentNumbers.get(entry.componentKey) ?? componentNumbers.size;
      componentNumbers.set(entry.componentKey, component);
      const pair = advisory.number * advisories.length + component;
      const group = groups.get(pair);
      if (group === undefined) groups.set(pair, { advisory, claims: [{ scan, entry }] });
      else group.claims.push({ scan, entry });
    }
  }
  return joinUnnamed([...groups.values()])
    .filter(({ claims }) => claims.some(isReported))
    .map(({ advisory, claims }) => ({ finding: matchOf(advisory, claims), claims, problems: [] }));
}

/**
 * One finding from what several claims say. Where they differ, the word that asks for more care counts: the worst
 * severity, the earliest publication, the highest CVSS and EPSS, any word of exploitation. Of a statement only its
 * analysis and its names count.
 */
export function matchOf<S extends ScanContent>(
  advisory: UnitedAdvisory,
  sources: readonly ScanEntry<S, Claim>[],
): Finding {
  const claims = sources.some(isReported) ? sources.filter(isReported) : sources;
  let severity: Severity = 'unknown';
  let publishedAt: string | null = null;
  let cvssScore: number | null = null;
  let epss: number | null = null;
  let isKnownExploited = false;
  let component: FindingComponent | null = null;
  const aliases = new DistinctList(advisory.aliases);
  const fixedVersions = new DistinctList<string>();
  const tools = new DistinctList<string>();
  const states = new DistinctList<AnalysisState>();
  for (const { scan, entry } of claims) {
    severity = worseSeverity(severity, entry.severity);
    publishedAt = earlier(publishedAt, entry.publishedAt);
    cvssScore = higher(cvssScore, entry.cvssScore);
    epss = higher(epss, entry.epss);
    isKnownExploited ||= entry.isKnownExploited === true;
    component = firstComponent(component, componentOf(scan, entry.componentKey));
    for (const version of splitVersions(entry.fixedVersion)) fixedVersions.add(version);
    tools.add(scan.tool.name);
  }
  for (const { entry } of sources) {
    for (const id of entry.ids) addAlias(aliases, advisory.lead, id);
    if (entry.analysis !== null) states.add(entry.analysis.state);
  }
  return {
    id: matchId(advisory.lead, component?.key ?? ''),
    kind: 'match',
    severity,
    title: titleOf(advisory, claims) ?? `${advisory.lead} in ${component?.name ?? ''}`,
    advisory: { id: advisory.lead, aliases: aliases.items.sort(compareText) },
    component,
    rule: null,
    path: null,
    startLine: null,
    fix: unitedFix(claims.map(({ entry }) => fixOf(entry))),
    fixedVersions: nearestFirst(fixedVersions.items, component?.version ?? null, component?.type ?? ''),
    publishedAt,
    cvssScore,
    epss,
    isKnownExploited,
    analysis: states.items.length === 1 ? (states.items[0] ?? null) : null,
    ...suppressionOf(claims.map(({ entry }) => entry)),
    tools: tools.items.sort(compareText),
  };
}

/** Suppressed only where every claim is. */
function suppressionOf(claims: readonly Claim[]): Pick<Finding, 'isSuppressed' | 'suppressedBy'> {
  if (!claims.every(({ isSuppressed }) => isSuppressed === true)) return { isSuppressed: false, suppressedBy: null };
  const [source = 'person', other] = new Set(
    claims.map(({ suppressedBy = 'person' }): SuppressionSource => suppressedBy),
  );
  return { isSuppressed: true, suppressedBy: other === undefined ? source : 'both' };
}

/** The title of a claim that leads with the advisory's lead, if there is one; then by tool and text. */
function titleOf<S extends ScanContent>(
  advisory: UnitedAdvisory,
  claims: readonly ScanEntry<S, Claim>[],
): string | null {
  let best: ScanEntry<S, Claim> | null = null;
  const isOwn = ({ entry }: ScanEntry<S, Claim>) => Number(entry.reportedId === advisory.lead);
  for (const claim of claims) {
    if (claim.entry.title === null) continue;
    const isBetter =
      best === null ||
      (isOwn(best) - isOwn(claim) ||
        compareText(claim.scan.tool.name, best.scan.tool.name) ||
        compareText(claim.entry.title, best.entry.title ?? '')) < 0;
    if (isBetter) best = claim;
  }
  return best?.entry.title ?? null;
}

function addAlias(aliases: DistinctList<string>, lead: string, written: string): void {
  if (written === lead || aliases.has(written)) return;
  const id = normaliseIdentifier(written);
  if (id !== lead) aliases.add(id);
}

/** Scanners put the fixed versions of several release lines into one text: `1.2.9, 1.3.4`. */
function splitVersions(written: string | null): string[] {
  if (written === null || written === '') return [];
  if (!written.includes(',')) return [written.trim()];
  return written
    .split(',')
    .map((version) => version.trim())
    .filter((version) => version !== '');
}

/** Instants in UTC: the order of their spelling is their order in time. */
function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

function higher(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}
