import type { Finding } from '../../core/findings/finding.js';
import { nameOf } from '../../core/findings/order.js';
import type { Facts } from '../../core/gate/facts.js';
import { isAcceptedUnchecked } from '../../core/gate/passed-words.js';
import type { Reason, Verdict } from '../../core/gate/verdict.js';
import type { Severity } from '../../core/model/severity.js';
import type { WayToGreen } from '../../core/path/way-to-green.js';
import { upgradeSentence } from '../../core/path/way-words.js';
import { type Answer, type CountedFinding, countedFindings } from '../gate/answer.js';
import { printable } from './printable.js';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** Where a score is missing: the middle of the band that GitHub shows for the severity. */
const SCORES: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
  unknown: '0.0',
};

const LEVELS = { fail: 'error', unknown: 'warning' } as const;

/**
 * The answer as SARIF 2.1.0 in the subset that GitHub code scanning reads: a run an environment, a
 * result for each finding that keeps the artifact out, and for each reason without findings; what could not be checked, and
 * the policy accepts, is a notification.
 */
export function renderSarif(answer: Answer, plimsollVersion: string): string {
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: answer.verdicts.map((verdict) => runOf(answer, verdict, plimsollVersion)),
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function runOf(answer: Answer, verdict: Verdict, plimsollVersion: string) {
  const { facts } = answer;
  const counted = countedFindings(answer, verdict);
  const bare = verdict.reasons.filter(({ outcome, findingCount }) => outcome !== 'pass' && findingCount === 0);
  const unchecked = verdict.reasons.filter(isAcceptedUnchecked);
  const rules = new Map<string, object>();
  for (const { finding } of counted) if (!rules.has(ruleIdOf(finding))) rules.set(ruleIdOf(finding), ruleOf(finding));
  for (const reason of bare) rules.set(reason.rule, ruleOfReason(reason));
  const upgrades = upgradesByFinding(answer.ways?.get(verdict.environment));
  const indexes = new Map([...rules.keys()].map((id, index) => [id, index]));
  return {
    tool: {
      driver: { name: 'Plimsoll', semanticVersion: plimsollVersion, rules: [...rules.values()] },
    },
    automationDetails: { id: `plimsoll/${verdict.environment}/` },
    ...(unchecked.length === 0
      ? {}
      : { invocations: [{ executionSuccessful: true, toolExecutionNotifications: unchecked.map(notificationOf) }] }),
    columnKind: 'utf16CodeUnits',
    results: [
      ...counted.map((entry) =>
        resultOf(facts, entry, indexes.get(ruleIdOf(entry.finding)), upgrades.get(entry.finding.id)),
      ),
      ...bare.map((reason) => resultOfReason(facts, reason, indexes.get(reason.rule))),
    ],
    properties: {
      image: printable(facts.image),
      digest: facts.digest,
      environment: verdict.environment,
      outcome: verdict.outcome,
      policyVersion: verdict.policyVersion,
      verdictId: verdict.verdictId,
    },
  };
}

/** An advisory or a scanner's rule. */
function ruleOf(finding: Finding) {
  const summary = printable(finding.title);
  const aliases = finding.advisory?.aliases ?? [];
  return {
    id: ruleIdOf(finding),
    shortDescription: { text: summary },
    fullDescription: {
      text: aliases.length === 0 ? summary : `${summary} (also ${aliases.map(printable).join(', ')})`,
    },
    help: { text: helpOf(finding) },
    defaultConfiguration: { level: 'error' },
    properties: {
      tags: ['security', finding.kind],
      precision: 'very-high',
      'security-severity': finding.cvssScore === null ? SCORES[finding.severity] : finding.cvssScore.toFixed(1),
    },
  };
}

function ruleOfReason(reason: Reason) {
  return {
    id: reason.rule,
    shortDescription: { text: printable(`Policy rule ${reason.rule}`) },
    fullDescription: { text: printable(reason.message) },
    help: { text: printable(reason.remedy ?? reason.message) },
    defaultConfiguration: { level: 'error' },
    properties: { tags: ['security', 'policy'], precision: 'very-high' },
  };
}

/** The upgrade that clears a finding on the way to green, in a sentence. */
function upgradesByFinding(way: WayToGreen | undefined): ReadonlyMap<string, string> {
  return new Map((way?.upgrades ?? []).flatMap((step) => step.clears.map(({ id }) => [id, upgradeSentence(step)])));
}

function resultOf(
  facts: Facts,
  { finding, outcome, rules }: CountedFinding,
  ruleIndex: number | undefined,
  upgrade: string | undefined,
) {
  const { component, path, startLine } = finding;
  const where =
    component === null ? '' : ` in ${printable(component.name)} ${printable(component.version ?? '')}`.trimEnd();
  const uri = uriOf(path ?? facts.image);
  return {
    ruleId: ruleIdOf(finding),
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: LEVELS[outcome],
    message: {
      text: `${printable(finding.title)}${where}. ${upgrade === undefined ? helpOf(finding) : printable(upgrade)}`,
    },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri }, region: { startLine: Math.max(1, startLine ?? 1) } },
        ...(component === null
          ? {}
          : {
              logicalLocations: [{ fullyQualifiedName: printable(component.purl ?? component.key), kind: 'package' }],
            }),
      },
    ],
    partialFingerprints: { primaryLocationLineHash: finding.id, 'plimsoll/v1': finding.id },
    properties: { severity: finding.severity, policyRules: rules, tools: finding.tools.map(printable) },
  };
}

function resultOfReason(facts: Facts, reason: Reason, ruleIndex: number | undefined) {
  return {
    ruleId: reason.rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: LEVELS[reason.outcome === 'fail' ? 'fail' : 'unknown'],
    message: { text: printable([reason.message, reason.remedy].filter((part) => part !== null).join(' ')) },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(facts.image) }, region: { startLine: 1 } } }],
    partialFingerprints: { primaryLocationLineHash: reason.rule, 'plimsoll/v1': reason.rule },
  };
}

function notificationOf({ rule, message }: Reason) {
  return { level: 'note', message: { text: printable(`${rule}: ${message}`) } };
}

function ruleIdOf(finding: Finding): string {
  return printable(nameOf(finding));
}

const NO_VERSION = {
  available: 'A fix is available, but no report names the version.',
  none: 'No fix is available.',
  unknown: 'No report states whether a fix is available.',
} as const;

function helpOf({ kind, fix, fixedVersions }: Finding): string {
  if (fixedVersions.length > 0) return `Fixed in ${fixedVersions.map(printable).join(', ')}.`;
  return kind === 'match' ? NO_VERSION[fix] : 'Change or remove it at the location named.';
}

/** A relative URI reference: code scanning refuses schemes that it does not know. */
function uriOf(path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.' && segment !== '..');
  return segments.map((segment) => encodeURIComponent(printable(segment))).join('/') || 'image';
}
