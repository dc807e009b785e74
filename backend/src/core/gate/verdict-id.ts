import { hash } from 'node:crypto';
import type { Verdict } from './verdict.js';

/**
 * Names a verdict by what it rests on and what it says, and not by when it was asked for: the same id, the same reasons.
 */
export function verdictIdOf(verdict: Omit<Verdict, 'verdictId' | 'evaluatedAt' | 'holdsUntil'>): string {
  const { image, digest, environment, policyVersion, inputs, outcome, reasons } = verdict;
  const said = reasons.map(({ rule, outcome, message, remedy, findings, findingCount }) => [
    rule,
    outcome,
    message,
    remedy,
    findingCount,
    findings.map(({ id, severity }) => [id, severity]),
  ]);
  const scans = inputs.scans.map((scan) => [
    scan.report,
    scan.tool,
    scan.toolVersion,
    scan.scannedAt,
    scan.databaseDate,
    scan.platform,
  ]);
  const content = [
    image,
    digest,
    environment,
    policyVersion,
    scans,
    inputs.advisoryRevision,
    inputs.waivers,
    outcome,
    said,
  ];
  return `v_${hash('sha256', JSON.stringify(content), 'hex').slice(0, 32)}`;
}
