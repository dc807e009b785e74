import type { Finding } from '../findings/finding.js';
import { compareText, nameOf } from '../findings/order.js';
import type { Waiver } from '../model/waiver.js';
import type { VexDocument } from '../vex/vex-word.js';
import { distributionKeys, type SourceOf } from '../upgrades/package-group.js';
import { boundedFindings } from './bounded-verdict.js';
import { evaluationContext } from './evaluation-context.js';
import type { Facts } from './facts.js';
import { asksForIntroduced, type Introduced, type NothingRunning } from './introduced.js';
import { judge, type JudgedRule, outcomeOf, rankOf } from './judge.js';
import type { RemedyPlan } from './remedy-plan.js';
import { rulesOf } from './rule-book.js';
import type { RuleResult } from './rule.js';
import type { Settings } from './settings.js';
import { UnknownEnvironmentError } from './unknown-environment-error.js';
import { upgradeNeeds } from './upgrade-needs.js';
import { verdictIdOf } from './verdict-id.js';
import { verdictPlan } from './verdict-plan.js';
import { verdictVex } from './verdict-vex.js';
import { waiverRevision } from './waiver-revision.js';
import { type VerdictScan, verdictScan } from './verdict-scan.js';
import type { Outcome, Reason, ReasonFinding, Verdict, VerdictInputs } from './verdict.js';

/** Of one finding. */
const MOST_FIXED_VERSIONS = 20;

/** What of a policy decides. */
export interface DecidingPolicy {
  /** `sha256:` of the file's bytes. */
  readonly version: string;
  readonly environments: readonly { readonly name: string; readonly settings: Settings }[];
}

export interface Question {
  readonly facts: Facts;
  readonly policy: DecidingPolicy;
  readonly waivers: readonly Waiver[];
  /** VEX documents. Whose count is the policy's word. Left out: none. */
  readonly vex?: readonly VexDocument[];
  /** For an environment with limits on what is introduced. Left out: not known here. */
  readonly introduced?: Introduced | NothingRunning | undefined;
  readonly environment: string;
  /** ISO 8601. */
  readonly at: string;
}

/**
 * How remedies are found and said, the newest first: for all rules together, by source package; the same by package, as verdicts have them that were
 * given before source packages were known; for each rule by itself, as it was before the rules had a plan in common. No outcome depends on it.
 */
export const REMEDIES = ['by-source', 'by-package', 'by-rule'] as const;

export type Remedies = (typeof REMEDIES)[number];

export interface EvaluationOptions {
  /** Left out: by source package. */
  readonly remedies?: Remedies;
  /** What packages are built from, where the facts do not say. */
  readonly sourceOf?: SourceOf;
  /** How much may be planned at most, as `planningLoad` has it. Left out: any. */
  readonly mostLoad?: number;
}

/**
 * May the artifact ship to the environment? Pure: the same arguments give the same verdict, and the order of findings,
 * scans and waivers makes no difference. Reasons list what `boundedFindings` leaves. Throws UnknownEnvironmentError, and TooMuchToPlanError where
 * `mostLoad` is given.
 */
export function evaluate(given: Question, options: EvaluationOptions = {}): Verdict {
  return verdictOn(judgeQuestion(given), options);
}

/** What the rules say, before it is known how to fix what fails. */
export interface JudgedQuestion {
  readonly question: Question;
  readonly settings: Settings;
  /** In policy order. */
  readonly results: readonly JudgedRule[];
  readonly nextStart: number | null;
}

/** The first part of `evaluate`, and most of its work. Throws UnknownEnvironmentError. */
export function judgeQuestion(question: Question): JudgedQuestion {
  const { facts, policy, waivers, vex = [], introduced, environment } = question;
  const found = policy.environments.find(({ name }) => name === environment);
  if (found === undefined)
    throw new UnknownEnvironmentError(
      environment,
      policy.environments.map(({ name }) => name),
    );
  const { settings } = found;
  if (facts.senders !== null && settings.evidence?.from === undefined) {
    throw new Error(`${environment} asks for everybody's scans, and these facts are of some senders' alone`);
  }
  const at = new Date(question.at).getTime();
  const context = evaluationContext({ facts, settings, waivers, vex, introduced, environment, at });
  return { question, settings, results: judge(rulesOf(settings), context), nextStart: context.nextStart };
}

/** `Component.key` of each package whose source package the remedies depend on. */
export function packagesToUpgrade({ results }: JudgedQuestion): string[] {
  return distributionKeys(upgradeNeeds(results).flatMap(({ result }) => result.findings));
}

/** The second part of `evaluate`. Throws TooMuchToPlanError where `mostLoad` is given. */
export function verdictOn(judged: JudgedQuestion, options: EvaluationOptions = {}): Verdict {
  return evaluation(judged, options).verdict;
}

/** The same verdict, by the same id, with every finding behind its reasons. */
export function evaluateWhole(given: Question): Verdict {
  const { verdict, findings } = evaluation(judgeQuestion(given), {});
  return {
    ...verdict,
    reasons: verdict.reasons.map((reason) => ({
      ...reason,
      findings: (findings.get(reason.rule) ?? []).map(reasonFindingOf),
    })),
  };
}

interface Evaluation {
  readonly verdict: Verdict;
  /** By rule: all that are behind its reason, worst first. */
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
}

function evaluation(
  judged: JudgedQuestion,
  { remedies = 'by-source', sourceOf, mostLoad }: EvaluationOptions,
): Evaluation {
  const { facts, policy, waivers, introduced, environment } = judged.question;
  const bySource = remedies === 'by-source' ? (sourceOf ?? facts.sourceOf ?? withoutSource) : null;
  const plan = remedies === 'by-rule' ? null : verdictPlan(facts.findings, judged.results, bySource, mostLoad);
  const results = judged.results.toSorted((a, b) => rankOf(b.result.outcome) - rankOf(a.result.outcome));
  const outcome = outcomeOf(results);
  const used = [...new Set(results.flatMap(({ result }) => [...result.waivers]))].sort();
  const content = {
    outcome,
    environment,
    image: facts.image,
    digest: facts.digest,
    policyVersion: policy.version,
    reasons: results.map(({ path, result }) => reasonOf(path, result, plan)),
    inputs: {
      scans: facts.scans.map(verdictScan).toSorted(inOrder),
      advisoryRevision: facts.advisoryRevision,
      waivers: used,
      ...revisionsOf(used, waivers),
      ...vexOf(results.map(({ result }) => result)),
      ...runningOf(judged.settings, introduced),
    },
  };
  const verdict = {
    verdictId: verdictIdOf(content),
    ...content,
    evaluatedAt: new Date(judged.question.at).toISOString(),
    holdsUntil: holdsUntil(
      outcome,
      results.map(({ result }) => result),
      judged.nextStart,
    ),
  };
  return { verdict, findings: new Map(results.map(({ path, result }) => [path, result.findings])) };
}

function withoutSource(): null {
  return null;
}

function revisionsOf(used: readonly string[], waivers: readonly Waiver[]): Pick<VerdictInputs, 'waiverRevisions'> {
  if (used.length === 0) return {};
  const byName = new Map(waivers.map((waiver) => [waiver.id, waiver]));
  return {
    waiverRevisions: used.flatMap((name) => {
      const waiver = byName.get(name);
      return waiver === undefined ? [] : [{ waiver: name, revision: waiverRevision(waiver) }];
    }),
  };
}

function vexOf(results: readonly RuleResult[]): Pick<VerdictInputs, 'vex'> {
  const used = new Map(results.flatMap(({ vex = [] }) => [...vex]));
  if (used.size === 0) return {};
  return { vex: [...used.values()].map(verdictVex).toSorted((a, b) => compareText(a.document, b.document)) };
}

function runningOf(
  settings: Settings,
  introduced: Introduced | NothingRunning | undefined,
): Pick<VerdictInputs, 'running'> {
  if (!asksForIntroduced(settings) || introduced === undefined || introduced === 'not-known-here') return {};
  return { running: typeof introduced === 'string' ? null : introduced.running };
}

/** The same report may be there twice, with other facts said beside it. */
function inOrder(a: VerdictScan, b: VerdictScan): number {
  return compareText(a.report, b.report) || compareText(JSON.stringify(a), JSON.stringify(b));
}

function reasonOf(rule: string, result: RuleResult, plan: RemedyPlan | null): Reason {
  const { outcome, message, summary, notes, findings, isChecked } = result;
  const planned = plan === null ? null : result.remedyBy?.(plan);
  return {
    rule,
    outcome,
    message,
    summary,
    notes,
    remedy: planned ?? result.remedy,
    findings: boundedFindings(findings, reasonFindingOf),
    findingCount: findings.length,
    isChecked,
  };
}

function reasonFindingOf(finding: Finding): ReasonFinding {
  return {
    id: finding.id,
    kind: finding.kind,
    severity: finding.severity,
    title: finding.title,
    advisory: nameOf(finding),
    component: finding.component?.name ?? null,
    version: finding.component?.version ?? null,
    path: finding.path,
    fixedVersions: finding.fixedVersions.slice(0, MOST_FIXED_VERSIONS),
    fix: finding.fix,
  };
}

/**
 * Time makes an outcome worse, but for a waiver or a VEX statement that begins. So the first change to something worse than now is the end of
 * the verdict, or the first of these that may make it better.
 */
function holdsUntil(outcome: Outcome, results: readonly RuleResult[], nextStart: number | null): string | null {
  const ends = results.flatMap(({ changes }) =>
    changes.filter(({ to }) => rankOf(to) > rankOf(outcome)).map(({ at }) => at),
  );
  if (outcome !== 'pass' && nextStart !== null) ends.push(nextStart);
  return ends.length === 0 ? null : new Date(ends.reduce((a, b) => Math.min(a, b))).toISOString();
}
