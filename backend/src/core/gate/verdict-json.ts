import type { Reason, Verdict, VerdictInputs } from './verdict.js';
import { runningInput } from './verdict-running.js';
import { verdictScan } from './verdict-scan.js';
import { verdictVex } from './verdict-vex.js';

/**
 * The one way to write a verdict down: a single line with its line end, keys in a fixed order, whatever object it comes
 * from. The API answers with it and `plimsoll gate --output json` prints it.
 */
export function verdictJson(verdict: Verdict): string {
  const text = JSON.stringify({
    verdictId: verdict.verdictId,
    outcome: verdict.outcome,
    environment: verdict.environment,
    image: verdict.image,
    digest: verdict.digest,
    policyVersion: verdict.policyVersion,
    reasons: verdict.reasons.map(inReasonOrder),
    inputs: inInputsOrder(verdict.inputs),
    evaluatedAt: verdict.evaluatedAt,
    holdsUntil: verdict.holdsUntil,
  } satisfies Verdict);
  return `${PLAIN.test(text) ? text : text.replace(UNPRINTABLE, escapeUnits)}\n`;
}

/**
 * Raw, JSON allows what terminals act on (C1 controls) and what makes text read otherwise (reordering). Verdicts are
 * printed, and their titles and paths are others' words.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Nearly every verdict; told at a fraction of the time. */
const PLAIN = /^[ -~]*$/;

function escapeUnits(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

function inReasonOrder(reason: Reason): Reason {
  const { rule, outcome, message, summary, notes, remedy, findings, findingCount, isChecked } = reason;
  const inOrder = findings.map((finding) => ({
    id: finding.id,
    kind: finding.kind,
    severity: finding.severity,
    title: finding.title,
    advisory: finding.advisory,
    component: finding.component,
    version: finding.version,
    path: finding.path,
    fixedVersions: finding.fixedVersions,
    fix: finding.fix,
  }));
  return { rule, outcome, message, summary, notes, remedy, findings: inOrder, findingCount, isChecked };
}

function inInputsOrder({
  scans,
  advisoryRevision,
  waivers,
  waiverRevisions,
  vex,
  running,
}: VerdictInputs): VerdictInputs {
  const inOrder = waiverRevisions?.map(({ waiver, revision }) => ({ waiver, revision }));
  return {
    scans: scans.map(verdictScan),
    advisoryRevision,
    waivers,
    ...(inOrder === undefined ? {} : { waiverRevisions: inOrder }),
    ...(vex === undefined ? {} : { vex: vex.map(verdictVex) }),
    ...(running === undefined ? {} : { running: runningInput(running) }),
  };
}
