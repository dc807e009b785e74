import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { introducedSince } from '../../core/compare/introduced-since.js';
import { countingScans, type EvidenceRules, evidenceRulesOf } from '../../core/gate/counting-evidence.js';
import { currentScans } from '../../core/gate/current-scans.js';
import type { Question } from '../../core/gate/evaluate.js';
import { factsOf } from '../../core/gate/facts-of.js';
import type { Facts } from '../../core/gate/facts.js';
import type { Introduced, NothingRunning } from '../../core/gate/introduced.js';
import { runningInput } from '../../core/gate/verdict-running.js';
import type { Verdict } from '../../core/gate/verdict.js';
import { parsePolicy } from '../../core/policy/parse-policy.js';
import type { Policy } from '../../core/policy/policy.js';
import { PolicyError } from '../../core/policy/policy-error.js';
import type { Sql } from '../../database/database.js';
import { ArtifactWaivers } from '../approved-waivers/artifact-waivers.js';
import { FirstSeenRepository } from '../first-seen/first-seen.repository.js';
import { LackedComponentsRepository } from '../scans/lacked-components.repository.js';
import { ListedComponentsRepository } from '../scans/listed-components.repository.js';
import { ScanRecordsRepository, type StoredStamp } from '../scans/scan-records.repository.js';
import { ArtifactVex } from '../vex-documents/artifact-vex.js';
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
  ) {}

  /** Within a transaction that sees one instant. Much work: not where requests are answered, for what is large. */
  async of(sql: Sql, given: GivenVerdict): Promise<Question | MissingInput> {
    const inputs = await this.inputsOf(sql, given);
    if (typeof inputs === 'string') return inputs;
    const { policy, environment, at } = inputs;
    const facts = await this.datedFactsBy(sql, given, inputs, inputs.rules);
    const waivers = (await this.waivers.listUsed(sql, given.row)).map(({ waiver }) => waiver);
    const { artifactId: id, image, digest } = given;
    const vex = await this.vex.listThen(sql, { id, image, digest }, policy, at);
    const introduced = await this.introducedThen(sql, given, inputs, facts);
    if (introduced === 'other-scans') return introduced;
    return { facts, policy, waivers, vex, introduced, environment, at };
  }

  /** By the running artifact that the verdict names, and its scans of then. */
  private async introducedThen(
    sql: Sql,
    { artifactId, body }: GivenVerdict,
    { rules, environment, at, history }: GivenInputs,
    facts: Facts,
  ): Promise<Introduced | NothingRunning | 'other-scans' | undefined> {
    const { running } = (JSON.parse(body) as Verdict).inputs;
    if (running === undefined) return undefined;
    const then = new Date(at);
    if (running === null) {
      const ran = await this.running.findThen(sql, artifactId, environment, then);
      return ran === null ? 'nothing-runs' : 'deployed-in-spite';
    }
    const after = { facts, components: await this.components.list(sql, artifactId, countingIds(history, rules)) };
    const runningId = await this.running.findByDigest(sql, artifactId, running.digest);
    if (runningId === null) return 'other-scans';
    if (runningId === artifactId) return introducedSince(after, after);
    const itsHistory = await this.records.listStampsAt(sql, runningId, then);
    const before = {
      facts: await this.factsBy(sql, { image: facts.image, digest: running.digest }, { history: itsHistory }, rules),
      components: await this.components.list(sql, runningId, countingIds(itsHistory, rules)),
    };
    const introduced = introducedSince(before, after);
    return isDeepStrictEqual(introduced.running, runningInput(running)) ? introduced : 'other-scans';
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
    const history = historyOf(await this.records.listStampsAt(sql, artifactId, new Date(evaluatedAt)), rules, scanIds);
    return history === null ? 'other-scans' : { policy, rules, environment, at: evaluatedAt, history };
  }

  /** What the scans of then show, by those of them that count by these rules. */
  private async factsBy(
    sql: Sql,
    { image, digest }: Pick<GivenVerdict, 'image' | 'digest'>,
    { history }: Pick<GivenInputs, 'history'>,
    rules: EvidenceRules,
  ): Promise<Facts> {
    const scanIds = countingIds(history, rules);
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

/** scan.id of those that are current. */
export function countingIds(history: readonly StoredStamp[], rules: EvidenceRules): number[] {
  return currentScans(countingScans(history, rules)).map(({ scanId }) => scanId);
}

/**
 * The scans that were there when a verdict was given, which rests on the last of them: of those that came just before, some may have been written
 * after it. Null where others were current.
 */
function historyOf(
  stamps: readonly StoredStamp[],
  rules: EvidenceRules,
  scanIds: readonly number[],
): readonly StoredStamp[] | null {
  const given = new Set(scanIds);
  let history = stamps;
  for (;;) {
    const current = countingIds(history, rules);
    const late = new Set(current.filter((id) => !given.has(id)));
    if (late.size === 0) return current.length === given.size ? history : null;
    history = history.filter(({ scanId }) => !late.has(scanId));
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
