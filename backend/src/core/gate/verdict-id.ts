import { hash } from 'node:crypto';
import { verdictScan } from './verdict-scan.js';
import { verdictVex } from './verdict-vex.js';
import { runningInput } from './verdict-running.js';
import type { Verdict } from './verdict.js';

/**
 * Names a verdict by what it rests on and what it says, and not by when it was asked for: the same id, the same reasons.
 */
export function verdictIdOf(verdict: Omit<Verdict, 'verdictId' | 'evaluatedAt' | 'holdsUntil'>): string {
  const { image, digest, environment, policyVersion, inputs, outcome, reasons } = verdict;
  const said = reasons.map(({ rule, outcome, message, remedy, findings, findingCount, isChecked }) => [
    rule,
    outcome,
    message,
    remedy,
    findingCount,
    findings.map(({ id, severity }) => [id, severity]),
    isChecked,
  ]);
  // All that the verdict says of them, in the order in which it is written down.
  const scans = inputs.scans.map((scan) => Object.values(verdictScan(scan)));
  const content = [
    image,
    digest,
    environment,
    policyVersion,
    scans,
    inputs.advisoryRevision,
    // Verdicts without waivers have the ids that they had before revisions were known.
    inputs.waivers.length === 0 ? [] : (inputs.waiverRevisions ?? inputs.waivers),
    outcome,
    said,
    ...(inputs.vex === undefined ? [] : [inputs.vex.map((source) => Object.values(verdictVex(source)))]),
    ...(inputs.running === undefined ? [] : [{ running: runningInput(inputs.running) }]),
  ];
  return `v_${hash('sha256', JSON.stringify(content), 'hex').slice(0, 32)}`;
}
