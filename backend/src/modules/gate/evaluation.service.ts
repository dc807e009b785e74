import { Injectable } from '@nestjs/common';
import { evaluate } from '../../core/gate/evaluate.js';
import type { Facts } from '../../core/gate/facts.js';
import { factsOf } from '../../core/gate/facts-of.js';
import { currentScans } from '../../core/gate/current-scans.js';
import { scansFrom } from '../../core/gate/senders.js';
import { verdictJson } from '../../core/gate/verdict-json.js';
import type { Sql } from '../../database/database.js';
import type { Note } from '../audit/audit-log.js';
import { Metrics } from '../metrics/metrics.js';
import type { ActivePolicyVersion } from '../policy/active-policy.store.js';
import { LackedComponentsRepository } from '../scans/lacked-components.repository.js';
import { ScanRecordsRepository, type StoredStamp } from '../scans/scan-records.repository.js';
import {
  type GatedArtifact,
  type StandingVerdict,
  VerdictsRepository,
  type WrittenVerdict,
} from './verdicts.repository.js';
import { ImprovedOutcomes } from './improved-outcomes.js';

/** What is known of an artifact by everybody's scans. */
interface KnownFacts {
  readonly id: number;
  readonly facts: Facts;
  /** Every scan of it. */
  readonly history: readonly StoredStamp[];
}

/**
 * Has the core give verdicts, and keeps them. `note` is told last of what is better than it was; it names who caused that.
 */
@Injectable()
export class EvaluationService {
  constructor(
    private readonly records: ScanRecordsRepository,
    private readonly lacked: LackedComponentsRepository,
    private readonly verdicts: VerdictsRepository,
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
  ): Promise<StandingVerdict[]> {
    const standing = await this.verdicts.listStanding(sql, artifact.id, active.id, environments, at);
    const missing = environments.filter((name) => standing.every(({ environment }) => environment !== name));
    if (missing.length > 0) {
      const written = await this.evaluateStored(sql, note, artifact, active, at, missing);
      standing.push(...written.map(({ verdict }) => verdict));
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
  ): Promise<WrittenVerdict[]> {
    const history = await this.lacked.fill(sql, await this.records.listStamps(sql, artifact.id));
    const current = currentScans(history);
    const stored = await this.records.load(
      sql,
      current.map(({ scanId }) => scanId),
    );
    const facts = factsOf({ ...artifact, scans: stored.map(({ record }) => record), history });
    return this.evaluateFacts(sql, note, { id: artifact.id, facts, history }, active, at, environments);
  }

  async evaluateFacts(
    sql: Sql,
    note: Note,
    known: KnownFacts,
    active: ActivePolicyVersion,
    at: Date,
    environments = environmentsOf(active),
  ): Promise<WrittenVerdict[]> {
    const { id, policy } = active;
    const written: WrittenVerdict[] = [];
    for (const environment of environments) {
      const facts = await this.factsFor(sql, known, fromOf(active, environment));
      const verdict = evaluate({ facts, policy, waivers: [], environment, at: at.toISOString() });
      const scans = currentScans(countingScans(known.history, fromOf(active, environment)));
      written.push({ verdict, body: verdictJson(verdict), scans });
    }
    const before = await this.verdicts.save(sql, known.id, id, written);
    for (const { verdict } of written) {
      this.metrics.verdicts.inc({ environment: verdict.environment, outcome: verdict.outcome });
    }
    const verdicts = written.map(({ verdict }) => verdict);
    await this.improved.tell(sql, note, known.id, verdicts, before);
    return written;
  }

  /** Where only some senders' scans count (`evidence.from`), theirs alone: others replace none of them. */
  private async factsFor(
    sql: Sql,
    { facts, history }: KnownFacts,
    from: readonly string[] | undefined,
  ): Promise<Facts> {
    if (from === undefined) return facts;
    const counting = countingScans(history, from);
    if (counting.length === history.length) return { ...facts, senders: { from, otherCount: 0 } };
    const current = currentScans(counting).map(({ scanId }) => scanId);
    const [stored, components] = [
      await this.records.load(sql, current),
      await this.records.countComponents(sql, current),
    ];
    const { image, digest } = facts;
    // What others listed is nothing that the senders' own scans could lack.
    const own = new Map((await this.lacked.fill(sql, counting)).map((stamp) => [stamp.scanId, stamp]));
    const stamps = history.map((stamp) => own.get(stamp.scanId) ?? stamp);
    return factsOf({ image, digest, ...components, scans: stored.map(({ record }) => record), history: stamps, from });
  }
}

function environmentsOf({ policy }: ActivePolicyVersion): string[] {
  return policy.environments.map(({ name }) => name);
}

function countingScans(history: readonly StoredStamp[], from: readonly string[] | undefined): readonly StoredStamp[] {
  return from === undefined ? history : scansFrom(history, from);
}

function fromOf({ policy }: ActivePolicyVersion, environment: string): readonly string[] | undefined {
  return policy.environments.find(({ name }) => name === environment)?.settings.evidence?.from;
}
