import type { Finding } from '../../core/findings/finding.js';
import { compareFindings } from '../../core/findings/order.js';
import type { Question } from '../../core/gate/evaluate.js';
import type { Facts } from '../../core/gate/facts.js';
import type { Outcome, Verdict } from '../../core/gate/verdict.js';
import { type WayToGreen, wayToGreen } from '../../core/path/way-to-green.js';

/** What brings a finding in: what the image was built on, or what its own Dockerfile added. */
export type Origin = 'base image' | 'own layer';

/** What the gate answers for one artifact: its facts, and a verdict for each environment that was asked for. */
export interface Answer {
  readonly facts: Facts;
  /** By environment, where other scans count in one. */
  readonly factsByEnvironment?: ReadonlyMap<string, Facts>;
  /** At least one, in the policy's order, with every finding behind its reasons. */
  readonly verdicts: readonly Verdict[];
  /** By environment that it does not pass: what would have to change. */
  readonly ways?: ReadonlyMap<string, WayToGreen>;
  /** By environment: how many findings do not count there because of VEX. */
  readonly excludedByVex?: ReadonlyMap<string, number>;
  /** By finding: what it came with, where a scan of the image told. */
  readonly origins?: ReadonlyMap<string, Origin>;
  /** By finding: the direct dependencies that bring its component in, where a scan of a lock file told. */
  readonly parents?: ReadonlyMap<string, readonly string[]>;
}

/** A finding that keeps the artifact out of an environment, and the rules that say so. */
export interface CountedFinding {
  readonly finding: Finding;
  readonly outcome: Exclude<Outcome, 'pass'>;
  readonly rules: readonly string[];
}

/** For those of the questions whose verdict is not a pass; `verdicts` are theirs, in the same order. */
export function waysOf(questions: readonly Question[], verdicts: readonly Verdict[]): ReadonlyMap<string, WayToGreen> {
  const open = questions.filter((_, place) => verdicts[place]?.outcome !== 'pass');
  return new Map(open.map((question) => [question.environment, wayToGreen(question)]));
}

/** The findings behind every reason that is not a pass, each once, worst first. */
export function countedFindings(
  { facts: ofAll, factsByEnvironment }: Pick<Answer, 'facts' | 'factsByEnvironment'>,
  verdict: Verdict,
): CountedFinding[] {
  const facts = factsByEnvironment?.get(verdict.environment) ?? ofAll;
  const byId = new Map(facts.findings.map((finding) => [finding.id, finding]));
  const counted = new Map<string, { finding: Finding; outcome: 'fail' | 'unknown'; rules: string[] }>();
  for (const reason of verdict.reasons) {
    if (reason.outcome === 'pass') continue;
    for (const { id } of reason.findings) {
      const finding = byId.get(id);
      if (!finding) continue;
      const known = counted.get(id);
      if (!known) counted.set(id, { finding, outcome: reason.outcome, rules: [reason.rule] });
      else {
        known.rules.push(reason.rule);
        if (reason.outcome === 'fail') known.outcome = 'fail';
      }
    }
  }
  return [...counted.values()].sort((a, b) => compareFindings(a.finding, b.finding));
}

/** The file and line of a finding that has them. */
export function placeOf(finding: Finding): string | null {
  if (finding.path === null) return null;
  return finding.startLine === null ? finding.path : `${finding.path}:${finding.startLine}`;
}
