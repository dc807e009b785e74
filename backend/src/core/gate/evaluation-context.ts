import type { Finding } from '../findings/finding.js';
import { compareFindings, compareText } from '../findings/order.js';
import type { FindingKind } from '../model/finding-kind.js';
import type { Waiver } from '../model/waiver.js';
import { type EvidenceSettings, type RequiredKind, REQUIRED_KINDS, type Settings } from '../policy/policy.js';
import type { Clearance } from './clearance.js';
import type { Facts, ScanFacts } from './facts.js';
import { waiversInForce } from './waivers-in-force.js';

/** What rules are evaluated against: one artifact, for one environment, at one instant. */
export interface EvaluationContext {
  readonly environment: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly facts: Facts;
  /** Worst first. */
  readonly findingsOf: (kind: FindingKind) => readonly Finding[];
  readonly clearanceOf: (finding: Finding) => Clearance | null;
  /** The current scans, newest first. */
  readonly scans: readonly ScanFacts[];
  /** Those of the image itself, which alone show that it was scanned; all of them where the policy says so (`evidence.subject`). */
  readonly counting: readonly ScanFacts[];
  /** Those of them that cover a kind. */
  readonly scansOf: (kind: FindingKind) => readonly ScanFacts[];
  /** The kinds that must have been scanned. */
  readonly required: readonly RequiredKind[];
  readonly evidence: EvidenceSettings;
}

export function evaluationContext(given: {
  readonly facts: Facts;
  readonly settings: Settings;
  readonly waivers: readonly Waiver[];
  readonly environment: string;
  readonly at: number;
}): EvaluationContext {
  const { facts, settings, environment, at } = given;
  const findings = new Map<FindingKind, Finding[]>();
  for (const finding of facts.findings.toSorted(compareFindings)) {
    const ofKind = findings.get(finding.kind);
    if (ofKind === undefined) findings.set(finding.kind, [finding]);
    else ofKind.push(finding);
  }
  const scans = facts.scans.toSorted(newestFirst);
  const counting = settings.evidence?.subject === 'all' ? scans : scans.filter(({ target }) => target === null);
  const waiverOf = waiversInForce(given.waivers, { facts, environment, at });
  return {
    environment,
    at,
    facts,
    findingsOf: (kind) => findings.get(kind) ?? [],
    clearanceOf: (finding) => clearedByReport(finding, settings.evidence ?? {}) ?? waiverOf(finding),
    scans,
    counting,
    scansOf: (kind) => counting.filter(({ covers }) => covers.includes(kind)),
    required: requiredKinds(settings),
    evidence: settings.evidence ?? {},
  };
}

/** The kinds that the policy names; without that, each that one of its rules limits. */
export function requiredKinds({ evidence, ...settings }: Settings): readonly RequiredKind[] {
  return evidence?.require ?? REQUIRED_KINDS.filter((kind) => settings[kind] !== undefined);
}

const CLEARING = new Set(['not_affected', 'false_positive', 'fixed']);

function clearedByReport(
  { analysis, isSuppressed, suppressedBy }: Finding,
  evidence: EvidenceSettings,
): Clearance | null {
  if (evidence.vex === 'honour' && analysis !== null && CLEARING.has(analysis)) {
    return { by: 'vex', waiver: null, until: Infinity };
  }
  if (!isSuppressed) return null;
  const isBuiltIn = suppressedBy === 'built-in';
  // What one scanner left out by its own rule and a person took out of another's report is cleared only where both count.
  const settings = [
    ...(suppressedBy === 'person' ? [] : [evidence.builtInSuppressions]),
    ...(isBuiltIn ? [] : [evidence.suppressions]),
  ];
  if (settings.some((setting) => setting !== 'honour')) return null;
  return { by: isBuiltIn ? 'built-in' : 'suppression', waiver: null, until: Infinity };
}

function newestFirst(a: ScanFacts, b: ScanFacts): number {
  return instantOf(b) - instantOf(a) || compareText(a.report, b.report);
}

function instantOf({ scannedAt }: ScanFacts): number {
  return scannedAt === null ? 0 : Date.parse(scannedAt);
}
