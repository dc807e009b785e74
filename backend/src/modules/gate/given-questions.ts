import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { introducedSince, runningOf } from '../../core/compare/introduced-since.js';
import type { ComparedSide } from '../../core/compare/side.js';
import { countingScans, type EvidenceRules, evidenceRulesOf } from '../../core/gate/counting-evidence.js';
import type { Question } from '../../core/gate/evaluate.js';
import { factsOf } from '../../core/gate/facts-of.js';
import { currentIds, scansThen } from '../../core/gate/scans-then.js';
import type { Facts } from '../../core/gate/facts.js';
import type { Introduced, NothingRunning } from '../../core/gate/introduced.js';
import { runningInput } from '../../core/gate/verdict-running.js';
import type { Verdict } from '../../core/gate/verdict.js';
import { parsePolicy } from '../../core/policy/parse-policy.js';
import type { Policy } from '../../core/policy/policy.js';
import { PolicyError } from '../../core/policy/policy-error.js';
import { distributionKeys } from '../../core/upgrades/package-group.js';
import type { Sql } from '../../database/database.js';
import { ArtifactWaivers } from '../approved-waivers/artifact-waivers.js';
import { FirstSeenRepository } from '../first-seen/first-seen.repository.js';
import { LackedComponentsRepository } from '../scans/lacked-components.repository.js';
import { ListedComponentsRepository } from '../scans/listed-components.repository.js';
import { ScanRecordsRepository, type StoredStamp } from '../scans/scan-records.repository.js';
import { ArtifactVex } from '../vex-documents/artifact-vex.js';
import { PackageSources } from './package-sources.js';
import { RunningArtifactsRepository } from './running-artifacts.repository.js';
import type { GivenVerdict } from './verdicts.repository.js';

/** Why it cannot be asked again what a verdict was asked. */
export type MissingInput = 'scans-not-kept' | 'scan-deleted' | 'scan-read-again' | 'other-scans' | 'policy-unreadable';

/** What a verdict was given for. */
export interface GivenInputs {
  readonly policy: Policy;
  /** By which scans count under it. */
  readonly rules: EvidenceRules;
  readonly environment: string;
  /** ISO 8601. */
  readonly at: string;
  /** The scans that were there, with the recalls of then. */
  readonly history: readonly StoredStamp[];
}

/** What the gate was asked when a verdict was given: the same scans, policy, waivers, VEX documents and instant, from what is stored. */
@Injectable()
export class GivenQuestions {
  constructor(
    private readonly records: ScanRecordsRepository,
    private readonly lacked: LackedComponentsRepository,
    private readonly waivers: ArtifactWaivers,
    private readonly vex: ArtifactVex,
    private readonly running: RunningArtifactsRepository,
    private readonly components: ListedComponentsRepository,
    private readonly firstSeen: FirstSeenRepository,
    private readonly sources: PackageSources,
  ) {}

  /** Within a transaction that sees one instant. Much work: not where requests are answered, for what is large. */
  async of(sql: Sql, given: GivenVerdict): Promise<Question | MissingInput> {
    const inputs = await this.inputsOf(sql, given);
    if (typeof inputs === 'string') return inputs;
    const { policy, environment, at } = inputs;
    const dated = await this.datedFactsBy(sql, given, inputs, inputs.rules);
    const { findings } = dated;
    const scanIds = currentIds(inputs.history, inputs.rules);
    const sourceOf = await this.sources.of(sql, { findings, scanIds, keys: distributionKeys(findings) });
    const facts = { ...dated, sourceOf };
    const waivers = (await this.waivers.listUsed(sql, given.row)).map(({ waiver }) => waiver);
    const { artifactId: id, image, digest } = given;
    const vex = await this.vex.listThen(sql, { id, image, digest }, policy, at);
    const introduced = await this.introducedThen(sql, given, inputs, facts);
    if (introduced === 'other-scans') return introduced;
    return { facts, policy, waivers, vex, introduced, environment, at };
  }

  /** What the artifact added to what ran. */
  private async introducedThen(
    sql: Sql,
    given: GivenVerdict,
    inputs: GivenInputs,
    facts: Facts,
  ): Promise<Introduced | NothingRunning | 'other-scans' | undefined> {
    const { running: named } = (JSON.parse(given.body) as Verdict).inputs;
    if (named === undefined) return undefined;
    const { rules, history } = inputs;
    const scanIds = currentIds(history, rules);
    const own = { facts, components: await this.components.list(sql, given.artifactId, scanIds) };
    const running = await this.runningThen(sql, given, inputs, { rules, own });
    return typeof running === 'string' ? running : introducedSince(running, own);
  }

  /**
   * What ran when a verdict was given, by its scans of then that count by these rules: what the verdict names, else what was recorded. `own` is the
   * artifact of the verdict itself by the same rules. `other-scans` where what is stored is not what the verdict was compared with.
   */
  async runningThen(
    sql: Sql,
    given: GivenVerdict,
    { rules: ownRules, environment, at }: GivenInputs,
    { rules, own }: { readonly rules: EvidenceRules; readonly own: ComparedSide },
  ): Promise<ComparedSide | NothingRunning | 'other-scans'> {
    const { running: named } = (JSON.parse(given.body) as Verdict).inputs;
    const ran = named
      ? { ...named, outcome: null }
      : await this.running.findThen(sql, given.artifactId, environment, new Date(at));
    if (ran === null) return 'nothing-runs';
    if (named === null || ran.outcome === 'fail') return 'deployed-in-spite';
    const id = await this.running.findByDigest(sql, given.artifactId, ran.digest);
    if (id === null) return 'other-scans';
    if (id === given.artifactId) return own;
    const history = await this.records.listStampsAt(sql, id, new Date(at));
    const facts = await this.factsBy(sql, { image: own.facts.image, digest: ran.digest }, { history }, rules);
    const isNamed =
      named === undefined ||
      !isDeepStrictEqual(rules, ownRules) ||
      isDeepStrictEqual(runningOf(facts), runningInput(named));
    return isNamed
      ? { facts, components: await this.components.list(sql, id, currentIds(history, rules)) }
      : 'other-scans';
  }

  /** The same as far as it is no matter of the scans that its policy counts. */
  async inputsOf(sql: Sql, given: GivenVerdict): Promise<GivenInputs | MissingInput> {
    const { artifactId, scanIds, scanReaders } = given;
    if (scanIds === null || scanReaders === null) return 'scans-not-kept';
    const readers = await this.records.findReaders(sql, scanIds);
    if (scanIds.some((id) => !readers.has(id))) return 'scan-deleted';
    if (scanIds.some((id, place) => readers.get(id) !== scanReaders[place])) return 'scan-read-again';
    const policy = policyOf(given.policy);
    if (policy === null) return 'policy-unreadable';
    const { environment, evaluatedAt } = JSON.parse(given.body) as Verdict;
    const rules = evidenceRulesOf(policy.environments.find(({ name }) => name === environment)?.settings);
    const history = scansThen(await this.records.listStampsAt(sql, artifactId, new Date(evaluatedAt)), rules, scanIds);
    return history === null ? 'other-scans' : { policy, rules, environment, at: evaluatedAt, history };
  }

  /** What the scans of then show, by those of them that count by these rules. */
  private async factsBy(
    sql: Sql,
    { image, digest }: Pick<GivenVerdict, 'image' | 'digest'>,
    { history }: Pick<GivenInputs, 'history'>,
    rules: EvidenceRules,
  ): Promise<Facts> {
    const scanIds = currentIds(history, rules);
    const recalls = new Map(history.map(({ scanId, recall }) => [scanId, recall]));
    const stored = await this.records.load(sql, scanIds);
    return factsOf({
      image,
      digest,
      scans: stored.map(({ scanId, record }) => ({ ...record, recall: recalls.get(scanId) ?? null })),
      history: await this.withLacks(sql, history, rules),
      ...(await this.records.countComponents(sql, scanIds)),
      ...rules,
    });
  }

  /** The same, and since when the image has its vulnerabilities: another policy than that of then may ask, too. */
  async datedFactsBy(sql: Sql, given: GivenVerdict, inputs: GivenInputs, rules: EvidenceRules): Promise<Facts> {
    const firstSeen = await this.firstSeen.load(sql, given.artifactId);
    return { ...(await this.factsBy(sql, given, inputs, rules)), ...(firstSeen !== null && { firstSeen }) };
  }

  /** What scans that do not count listed is nothing that those that count could lack. */
  private async withLacks(sql: Sql, history: readonly StoredStamp[], rules: EvidenceRules): Promise<StoredStamp[]> {
    const counting = await this.lacked.fill(sql, countingScans(history, rules));
    const lacks = new Map(counting.map((stamp) => [stamp.scanId, stamp.lacks]));
    return history.map((stamp) => ({ ...stamp, lacks: lacks.get(stamp.scanId) ?? null }));
  }
}

function policyOf(source: string): Policy | null {
  try {
    return parsePolicy(source);
  } catch (error) {
    if (error instanceof PolicyError) return null;
    throw error;
  }
}
