import type { Finding } from '../findings/finding.js';
import { compareText } from '../findings/order.js';
import type { FindingKind } from '../model/finding-kind.js';
import type { Waiver } from '../model/waiver.js';
import type { RequiredKind } from '../model/required-kind.js';
import type { Severity } from '../model/severity.js';
import { CLEARING_STATES, type VexDocument } from '../vex/vex-word.js';
import type { Clearance } from './clearance.js';
import { isNamedByNone } from './column-findings.js';
import type { Facts, ScanFacts } from './facts.js';
import type { Introduced, NothingRunning } from './introduced.js';
import { FindingIndex } from './finding-index.js';
import { builtInSuppressions, subject, suppressions, vex } from './modifiers.js';
import { requiredKinds } from './required-kinds.js';
import { valueOf, type WrittenSettings } from './setting.js';
import { vexInForce } from './vex-in-force.js';
import type { WaiverRefusal } from './waiver-terms.js';
import { waiversInForce } from './waivers-in-force.js';

/** What rules are evaluated against: one artifact, for one environment, at one instant. */
export interface EvaluationContext {
  readonly environment: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly facts: Facts;
  /** What the artifact adds to what runs in the environment, or why there is nothing to compare it with. */
  readonly introduced: Introduced | NothingRunning;
  /** Worst first; those of every severity, where none is named. */
  readonly findingsOf: (kind: FindingKind, severity?: Severity) => readonly Finding[];
  readonly clearanceOf: (finding: Finding) => Clearance | null;
  /** For a finding that a waiver names and yet does not cover, since the environment asks more of waivers: which, and why. */
  readonly refusalOf: (finding: Finding) => WaiverRefusal | null;
  /** When the next waiver or VEX statement begins that may clear a finding; null where none does. */
  readonly nextStart: number | null;
  /** The current scans, newest first. */
  readonly scans: readonly ScanFacts[];
  /** Those of the image itself, which alone show that it was scanned; all of them where the policy says so (`evidence.subject`). */
  readonly counting: readonly ScanFacts[];
  /** Those of them that cover a kind. */
  readonly scansOf: (kind: FindingKind) => readonly ScanFacts[];
  /** The kinds that must have been scanned. */
  readonly required: readonly RequiredKind[];
  readonly settings: WrittenSettings;
}

export function evaluationContext(given: {
  readonly facts: Facts;
  readonly settings: WrittenSettings;
  readonly waivers: readonly Waiver[];
  readonly vex?: readonly VexDocument[];
  readonly introduced?: Introduced | NothingRunning | undefined;
  readonly environment: string;
  readonly at: number;
}): EvaluationContext {
  const { facts, settings, environment, at } = given;
  const tools = settings['evidence']?.['tools'];
  if ((facts.tools ?? undefined) !== tools && JSON.stringify(facts.tools ?? undefined) !== JSON.stringify(tools)) {
    throw new Error(`${environment} counts other versions of tools than these facts were taken by`);
  }
  const findings = FindingIndex.of(facts.findings);
  const scans = facts.scans.toSorted(newestFirst);
  const counting = valueOf(settings, subject) === 'all' ? scans : scans.filter(({ target }) => target === null);
  const inForce = waiversInForce(given.waivers, { facts, settings, environment, at });
  const byReport = clearancesByReport(settings);
  const byVex = vexInForce(given.vex ?? [], { facts, settings, at });
  const clearanceByAll = (finding: Finding): Clearance | null => {
    const reported = byReport(finding);
    // Of an analysis in a report it is not known when it was said, so a document that says otherwise outweighs it.
    const isDenied = reported?.by === 'vex' && byVex.denies(finding);
    return (isDenied ? null : reported) ?? byVex.clearanceOf(finding) ?? inForce.clearanceOf(finding);
  };
  const hasExceptions = given.waivers.length > 0 || (given.vex ?? []).length > 0;
  // Each rule that counts a finding asks.
  const clearances = new Map<Finding, Clearance | null>();
  const starts = [inForce.nextStart, byVex.nextStart].filter((start) => start !== null);
  return {
    environment,
    at,
    facts,
    introduced: given.introduced ?? 'not-known-here',
    findingsOf: (kind, severity) => findings.list(kind, severity),
    clearanceOf: (finding) => {
      if (!hasExceptions || isNamedByNone(finding)) return byReport(finding);
      let clearance = clearances.get(finding);
      if (clearance === undefined) clearances.set(finding, (clearance = clearanceByAll(finding)));
      return clearance;
    },
    refusalOf: (finding) => (isNamedByNone(finding) ? null : inForce.refusalOf(finding)),
    nextStart: starts.length === 0 ? null : Math.min(...starts),
    scans,
    counting,
    scansOf: (kind) => counting.filter(({ covers }) => covers.includes(kind)),
    required: requiredKinds(settings),
    settings,
  };
}

/** For a finding why the report that tells of it says that it does not count, where the policy honours that. */
function clearancesByReport(settings: WrittenSettings): (finding: Finding) => Clearance | null {
  const isHonoured = (setting: typeof vex | typeof suppressions | typeof builtInSuppressions) =>
    valueOf<string>(settings, setting) === 'honour';
  const [isVex, isPersons, isScanners] = [vex, suppressions, builtInSuppressions].map(isHonoured);
  return ({ analysis, isSuppressed, suppressedBy }) => {
    if (isVex && analysis !== null && CLEARING_STATES.has(analysis))
      return { by: 'vex', waiver: null, until: Infinity };
    if (!isSuppressed) return null;
    const isBuiltIn = suppressedBy === 'built-in';
    // What one scanner left out by its own rule and a person took out of another's report is cleared only where both count.
    if ((suppressedBy !== 'person' && !isScanners) || (!isBuiltIn && !isPersons)) return null;
    return { by: isBuiltIn ? 'built-in' : 'suppression', waiver: null, until: Infinity };
  };
}

function newestFirst(a: ScanFacts, b: ScanFacts): number {
  return instantOf(b) - instantOf(a) || compareText(a.report, b.report);
}

function instantOf({ scannedAt }: ScanFacts): number {
  return scannedAt === null ? 0 : Date.parse(scannedAt);
}
