import type { FindingComponent } from '../findings/finding.js';
import { componentOf, type ScanContent } from '../findings/scan-content.js';
import type { FindingKind } from '../model/finding-kind.js';
import type { Sender } from '../model/sender.js';
import type { CarriedData, Claim, ImageFacts, OperatingSystem, Problem, Remark, Scan } from '../reports/scan.js';
import type { LackedComponents } from './facts.js';
import type { RecallNote } from './recall-note.js';

/** What is kept of a scan: all that a verdict may rest on. Instants are ISO 8601 in UTC, to the millisecond. */
export interface ScanRecord extends ScanContent {
  /** `sha256:` of the report's bytes as received. */
  readonly report: string;
  /** What was said beside the report, as text. */
  readonly given: string;
  readonly receivedAt: string;
  /** When what was said beside the bytes came. Left out: with them. */
  readonly saidAt?: string;
  readonly format: string;
  readonly tool: { readonly name: string; readonly version: string | null };
  readonly scannedAt: string | null;
  readonly databaseDate: string | null;
  readonly target: string | null;
  readonly platform: string | null;
  readonly covers: readonly FindingKind[];
  readonly failures: readonly Remark[];
  readonly attempted: readonly FindingKind[];
  readonly carries: readonly CarriedData[];
  readonly componentCount: number;
  readonly findingCount: number;
  /** Components that its list of what is inside names; 0 where it has no such list. */
  readonly listedCount: number;
  /** What earlier scans listed and this one does not. Null: nothing. */
  readonly lacks: LackedComponents | null;
  readonly operatingSystem: OperatingSystem | null;
  readonly imageFacts: ImageFacts;
  readonly skippedCount: number;
  readonly sender: Sender | null;
  readonly recall: RecallNote | null;
  /** In what the report differs from what it is filed for. */
  readonly mismatches: readonly Remark[];
  /** By `Component.key`: those that a claim or problem names. */
  readonly components: ReadonlyMap<string, FindingComponent>;
  readonly claims: readonly Claim[];
  readonly problems: readonly Problem[];
}

/** Takes what is kept from a scan. `report` names the report's bytes, `receivedAt` is when they came; `beside` is known without it. */
export function recordOf(
  scan: Scan,
  report: string,
  receivedAt: string,
  beside: Partial<Pick<ScanRecord, 'given' | 'sender' | 'mismatches'>> = {},
): ScanRecord {
  const described = new Map(
    scan.components.map(({ key, purl, type, name, version }) => [key, { key, purl, type, name, version }]),
  );
  const whole = { tool: scan.tool, components: described, claims: scan.claims, problems: scan.problems };
  const components = new Map<string, FindingComponent>();
  for (const { componentKey } of [...scan.claims, ...scan.problems]) {
    if (componentKey !== null) components.set(componentKey, componentOf(whole, componentKey));
  }
  return {
    report,
    given: beside.given ?? '',
    receivedAt: new Date(receivedAt).toISOString(),
    format: scan.format,
    tool: scan.tool,
    scannedAt: toMilliseconds(scan.scannedAt),
    databaseDate: toMilliseconds(scan.databaseDate),
    target: scan.target,
    platform: scan.platform,
    covers: scan.covers,
    failures: scan.failures,
    attempted: scan.attempted,
    carries: scan.carries,
    componentCount: scan.components.length,
    findingCount: whole.claims.length + whole.problems.length,
    listedCount: listedCount(scan),
    lacks: null,
    operatingSystem: scan.operatingSystem,
    imageFacts: scan.image,
    skippedCount: scan.skippedCount,
    sender: beside.sender ?? null,
    recall: null,
    mismatches: beside.mismatches ?? [],
    components,
    claims: scan.claims,
    problems: scan.problems,
  };
}

/** Scanners write nanoseconds, databases keep milliseconds; a verdict must not depend on which was asked. */
function toMilliseconds(written: string | null): string | null {
  if (written === null || Number.isNaN(Date.parse(written))) return null;
  return new Date(written).toISOString();
}

/** How many components the report's list of what is inside names. */
export function listedCount({ components }: Pick<Scan, 'components'>): number {
  return components.filter(({ isListed }) => isListed).length;
}

/** Distinct components that the scans list, and how many of them have no purl. What only a finding names is no inventory. */
export function countComponents(scans: readonly Pick<Scan, 'components'>[]): {
  componentCount: number;
  componentsWithoutPurl: number;
} {
  const purls = new Map<string, string | null>();
  for (const { components } of scans) {
    for (const { key, purl, isListed } of components) if (isListed) purls.set(key, purl);
  }
  let componentsWithoutPurl = 0;
  for (const purl of purls.values()) if (purl === null) componentsWithoutPurl += 1;
  return { componentCount: purls.size, componentsWithoutPurl };
}
