import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type JudgedQuestion, judgeQuestion, packagesToUpgrade, verdictOn } from '../../core/gate/evaluate.js';
import { fixesSeen } from '../../core/gate/fixes-seen.js';
import type { Facts } from '../../core/gate/facts.js';
import { countingScans, evidenceRulesOf, type EvidenceRules } from '../../core/gate/counting-evidence.js';
import { currentScans } from '../../core/gate/current-scans.js';
import { TooMuchToPlanError } from '../../core/gate/too-much-to-plan-error.js';
import { verdictJson } from '../../core/gate/verdict-json.js';
import type { Verdict } from '../../core/gate/verdict.js';
import type { SourceOf } from '../../core/upgrades/package-group.js';
import type { Sql } from '../../database/database.js';
import type { Note } from '../audit/audit-log.js';
import { Metrics } from '../metrics/metrics.js';
import type { ActivePolicyVersion } from '../policy/active-policy.store.js';
import type { StoredStamp } from '../scans/scan-records.repository.js';
import { ArtifactWaivers } from '../approved-waivers/artifact-waivers.js';
import { WaiverFixes } from '../approved-waivers/waiver-fixes.js';
import { FirstSeenRepository } from '../first-seen/first-seen.repository.js';
import { ArtifactVex } from '../vex-documents/artifact-vex.js';
import {
  type GatedArtifact,
  type StandingVerdict,
  VerdictsRepository,
  type WrittenVerdict,
} from './verdicts.repository.js';
import { IntroducedFindings } from './introduced-findings.js';
import { ImprovedOutcomes } from './improved-outcomes.js';
import { PackageSources } from './package-sources.js';
import { type EvaluationPlace, StoredFacts, TooMuchHereError } from './stored-facts.js';

/** Characters of VEX documents that may be read where requests are answered: some 2 ms. */
const MOST_VEX_HERE = 200_000;

/** As `planningLoad` has it: holds the thread for 10 to 25 ms in an environment. Some 2,500 findings that are too many, as scanners report them. */
const MOST_LOAD_HERE = 300_000;

/** A verdict that stands, with its text where it was given just now. */
export type GivenOutcome = StandingVerdict & { body?: string };

/** What is known of an artifact by the scans of all senders. */
export interface KnownFacts {
  readonly id: number;
  readonly facts: Facts;
  /** Every scan of it. */
  readonly history: readonly StoredStamp[];
}

interface JudgedEnvironment extends JudgedQuestion {
  /** Those that count in it. */
  readonly scans: readonly StoredStamp[];
}

/**
 * Has the core give verdicts, and keeps them. `note` is told last of what is better than it was; it names who caused that.
 */
@Injectable()
export class EvaluationService {
  constructor(
    private readonly facts: StoredFacts,
    private readonly waivers: ArtifactWaivers,
    private readonly fixes: WaiverFixes,
    private readonly vex: ArtifactVex,
    private readonly firstSeen: FirstSeenRepository,
    private readonly verdicts: VerdictsRepository,
    private readonly introduced: IntroducedFindings,
    private readonly sources: PackageSources,
    private readonly improved: ImprovedOutcomes,
    private readonly metrics: Metrics,
  ) {}

  /** The verdicts that stand, with new ones where none does, in the order of `environments`. The caller holds the artifact. */
  async standingOrNew(
    sql: Sql,
    note: Note,
    artifact: GatedArtifact,
    active: ActivePolicyVersion,
    at: Date,
    environments = environmentsOf(active),
    place: EvaluationPlace = 'anywhere',
  ): Promise<GivenOutcome[]> {
    const standing: GivenOutcome[] = await this.verdicts.listStanding(sql, artifact.id, active.id, environments, at);
    const missing = environments.filter((name) => standing.every(({ environment }) => environment !== name));
    if (missing.length > 0) {
      const written = await this.evaluateStored(sql, note, artifact, active, at, missing, place);
      for (const { verdict, body } of written) {
        const { environment, outcome, verdictId } = verdict;
        standing.push({ environment, outcome, verdictId, body });
      }
    }
    return environments.flatMap((name) => standing.filter(({ environment }) => environment === name));
  }

  /** From what is stored; for every environment of the policy, where none are named. The caller holds the artifact. */
  async evaluateStored(
    sql: Sql,
    note: Note,
    artifact: GatedArtifact,
    active: ActivePolicyVersion,
    at: Date,
    environments = environmentsOf(active),
    place: EvaluationPlace = 'anywhere',
  ): Promise<WrittenVerdict[]> {
    if (place === 'here' && (await this.vex.weigh(sql, artifact, active.policy)) > MOST_VEX_HERE)
      throw new TooMuchHereError();
    const history = await this.facts.historyOf(sql, artifact.id);
    const facts = await this.facts.ofEverybody(sql, artifact, history, place);
    return this.evaluateFacts(sql, note, { id: artifact.id, facts, history }, active, at, environments, place);
  }

  async evaluateFacts(
    sql: Sql,
    note: Note,
    known: KnownFacts,
    active: ActivePolicyVersion,
    at: Date,
    environments = environmentsOf(active),
    place: EvaluationPlace = 'anywhere',
  ): Promise<WrittenVerdict[]> {
    const { id, policy } = active;
    const ofRunning = IntroducedFindings.environmentsOf(policy);
    if (place === 'here' && environments.some((name) => ofRunning.includes(name))) throw new TooMuchHereError();
    const { image, digest } = known.facts;
    const approved = await this.waivers.listFor(sql, { id: known.id, image, digest }, at);
    const waivers = approved.map(({ waiver }) => waiver);
    const vex = await this.vex.listFor(sql, { id: known.id, image, digest }, policy);
    const firstSeen = await this.firstSeen.forAny(sql, known.id, policy.environments);
    const judged: JudgedEnvironment[] = [];
    for (const environment of environments) {
      // Requests are answered between one environment and the next.
      if (judged.length > 0) await nextTurn();
      const rules = rulesFor(active, environment);
      const counting = await this.facts.ofCounting(sql, known.facts, known.history, rules, place);
      const facts = { ...counting, ...firstSeen };
      const ofArtifact = { id: known.id, facts, history: known.history };
      const introduced = await this.introduced.of(sql, ofArtifact, policy, environment);
      const question = { facts, policy, waivers, vex, introduced, environment, at: at.toISOString() };
      judged.push({ ...judgeQuestion(question), scans: currentScans(countingScans(known.history, rules)) });
    }
    const written: WrittenVerdict[] = [];
    for (const each of judged) {
      if (written.length > 0) await nextTurn();
      const sourceOf = await this.sourceOf(sql, each, judged, place);
      const verdict = place === 'here' ? verdictHere(each, sourceOf) : verdictOn(each, { sourceOf });
      const used = approved.filter(({ waiver }) => verdict.inputs.waivers.includes(waiver.id));
      written.push({ verdict, body: verdictJson(verdict), scans: each.scans, waivers: used });
    }
    const before = await this.verdicts.save(sql, known.id, id, written);
    await this.fixes.save(
      sql,
      known.id,
      approved,
      judged.flatMap(({ question }) => fixesSeen(question)),
    );
    for (const { verdict } of written) {
      this.metrics.verdicts.inc({ environment: verdict.environment, outcome: verdict.outcome });
    }
    const verdicts = written.map(({ verdict }) => verdict);
    await this.improved.tell(sql, note, known.id, verdicts, before);
    return written;
  }

  /** What is asked for the first environment is asked for all that have the same findings. */
  private sourceOf(
    sql: Sql,
    { question: { facts }, scans }: JudgedEnvironment,
    all: readonly JudgedEnvironment[],
    place: EvaluationPlace,
  ): Promise<SourceOf> {
    const { findings } = facts;
    const alike = all.filter(({ question }) => question.facts.findings === findings);
    const keys = [...new Set(alike.flatMap(packagesToUpgrade))];
    return this.sources.of(sql, { findings, scanIds: scans.map(({ scanId }) => scanId), keys }, place);
  }
}

/** Throws TooMuchHereError. */
function verdictHere(judged: JudgedQuestion, sourceOf: SourceOf): Verdict {
  try {
    return verdictOn(judged, { sourceOf, mostLoad: MOST_LOAD_HERE });
  } catch (error) {
    if (error instanceof TooMuchToPlanError) throw new TooMuchHereError();
    throw error;
  }
}

function environmentsOf({ policy }: ActivePolicyVersion): string[] {
  return policy.environments.map(({ name }) => name);
}

function rulesFor({ policy }: ActivePolicyVersion, environment: string): EvidenceRules {
  return evidenceRulesOf(policy.environments.find(({ name }) => name === environment)?.settings);
}
