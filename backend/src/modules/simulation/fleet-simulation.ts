import { Injectable } from '@nestjs/common';
import { DamagedBlockError } from '../../core/columns/damaged-block-error.js';
import { FindingColumns } from '../../core/columns/finding-columns.js';
import { NamesNotReadError } from '../../core/columns/names-not-read-error.js';
import { doAllCount } from '../../core/gate/counting-evidence.js';
import { currentScans } from '../../core/gate/current-scans.js';
import type { Facts } from '../../core/gate/facts.js';
import { factsWith } from '../../core/gate/facts-of.js';
import type { ScanRecord } from '../../core/gate/scan-record.js';
import { Simulation, type SimulatedOutcome } from '../../core/gate/simulation.js';
import { parsePolicy } from '../../core/policy/parse-policy.js';
import { READER_VERSION } from '../../core/reports/reader-version.js';
import { Database, type Sql } from '../../database/database.js';
import type { ProjectScope } from '../access/project-scope.js';
import { areMarked, countingAll, StoredFacts } from '../gate/stored-facts.js';
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import { LackedComponentsRepository } from '../scans/lacked-components.repository.js';
import { RecalledScans } from '../scans/recalled-scans.js';
import { ScanRecordsRepository, type StoredStamp } from '../scans/scan-records.repository.js';
import { type CountedFindings, StoredFindingsRepository } from '../scans/stored-findings.repository.js';
import type { PolicySimulation } from './dto/policy-simulation.dto.js';
import { type FleetArtifact, SimulatedArtifactsRepository } from './simulated-artifacts.repository.js';
import { SimulationTally } from './simulation-tally.js';

/** A policy to hold against the artifacts of some projects: data alone. */
export interface SimulationAsked {
  /** A policy's text. */
  readonly source: string;
  readonly scope: ProjectScope;
  /** How many artifacts are listed at most. */
  readonly limit: number;
  /** In milliseconds: what is not judged by then is counted as such. */
  readonly patience: number;
}

/** Artifacts that are read at once: some megabytes. */
const BATCH = 50;

/** What is read of an artifact to judge it. */
interface ReadArtifact {
  readonly artifact: FleetArtifact;
  /** Every scan of it. */
  readonly history: readonly StoredStamp[];
  readonly current: readonly StoredStamp[];
  /** Of the current scans, without their findings. */
  readonly records: readonly ScanRecord[];
}

/**
 * Decides every artifact by the policy in force and by another one, at one instant, on the database as it is at one moment. It writes
 * nothing. Runs where it holds no thread that answers requests.
 */
@Injectable()
export class FleetSimulation {
  constructor(
    private readonly database: Database,
    private readonly policies: ActivePolicyStore,
    private readonly artifacts: SimulatedArtifactsRepository,
    private readonly records: ScanRecordsRepository,
    private readonly lacked: LackedComponentsRepository,
    private readonly findings: StoredFindingsRepository,
    private readonly recalled: RecalledScans,
    private readonly facts: StoredFacts,
  ) {}

  /** Throws PolicyError. */
  async run({ source, scope, limit, patience }: SimulationAsked): Promise<PolicySimulation> {
    const { policy: active } = await this.policies.get();
    const proposed = parsePolicy(source);
    const at = new Date();
    const simulation = new Simulation(active, proposed, at.getTime());
    const deadline = performance.now() + patience;
    return this.database.snapshot(async (sql) => {
      const total = await this.artifacts.count(sql, scope);
      const pending = await this.recalled.listPending(sql);
      const tally = new SimulationTally(limit);
      const heavy: FleetArtifact[] = [];
      await this.eachBatch(sql, scope, simulation, deadline, async (batch) => {
        const waiting = new Map(batch.map((read) => [read.artifact.id, read]));
        for (const read of batch) {
          if (!pending.has(read.artifact.id) && !isOutdated(read)) continue;
          tally.outdated += 1;
          waiting.delete(read.artifact.id);
        }
        await this.findings.eachCounted(sql, [...waiting.keys()], (artifactId, findings) => {
          const read = waiting.get(artifactId);
          const outcomes = read && decideByGroups(simulation, read, findings);
          if (!outcomes) return;
          tally.add(read.artifact, outcomes);
          waiting.delete(artifactId);
        });
        heavy.push(...Array.from(waiting.values(), ({ artifact }) => artifact));
      });
      for (const artifact of heavy) {
        if (performance.now() > deadline) break;
        tally.add(artifact, await this.decideWhole(sql, simulation, artifact));
      }
      const { artifacts, ...result } = tally.result();
      const missing = total - artifacts;
      return {
        version: proposed.version,
        replaces: active.version,
        evaluatedAt: at.toISOString(),
        artifacts,
        notSimulated: { artifacts: missing, outdated: tally.outdated, late: missing - tally.outdated },
        ...result,
        warnings: [...proposed.warnings],
      };
    });
  }

  /** While one batch is judged, the next is asked for. */
  private async eachBatch(
    sql: Sql,
    scope: ProjectScope,
    simulation: Simulation,
    deadline: number,
    work: (batch: readonly ReadArtifact[]) => Promise<void>,
  ): Promise<void> {
    const readAfter = (before: number | null): Promise<ReadArtifact[]> => {
      const batch = this.read(sql, before, scope, simulation);
      // Heard of when it is waited for.
      batch.catch(() => undefined);
      return batch;
    };
    let next = readAfter(null);
    while (performance.now() <= deadline) {
      const batch = await next;
      const last = batch.at(-1);
      if (last === undefined) return;
      const done = work(batch);
      next = readAfter(last.artifact.id);
      await done;
    }
    await next;
  }

  private async read(
    sql: Sql,
    before: number | null,
    scope: ProjectScope,
    simulation: Simulation,
  ): Promise<ReadArtifact[]> {
    const artifacts = await this.artifacts.listBefore(sql, before, scope, BATCH);
    const ids = artifacts.map(({ id }) => id);
    const stamps = await this.records.listStampsOfEach(sql, ids);
    const histories = new Map<number, StoredStamp[]>();
    for (const id of ids) {
      const history = stamps.get(id) ?? [];
      // To be filled takes a query for each, and one rule asks.
      const isAsked = history.length > 1 && simulation.asks('evidence.shrunk');
      histories.set(id, isAsked ? await this.lacked.fill(sql, history) : history);
    }
    const current = new Map(Array.from(histories, ([id, history]) => [id, currentScans(history)]));
    const scanIds = [...current.values()].flat().map(({ scanId }) => scanId);
    const records = await this.records.loadEachWithoutFindings(sql, scanIds);
    return artifacts.map((artifact) => {
      const scans = current.get(artifact.id) ?? [];
      return {
        artifact,
        history: histories.get(artifact.id) ?? [],
        current: scans,
        records: scans.flatMap(({ scanId }) => records.get(scanId) ?? []),
      };
    });
  }

  /** As the gate does: by all findings, of the scans that count. */
  private async decideWhole(sql: Sql, simulation: Simulation, artifact: FleetArtifact): Promise<SimulatedOutcome[]> {
    const history = await this.facts.historyOf(sql, artifact.id);
    const everybodys = await this.facts.ofEverybody(sql, artifact, history);
    const counting = new Map<string, Facts>();
    for (const rules of simulation.evidenceRules) {
      counting.set(JSON.stringify(rules), await this.facts.ofCounting(sql, everybodys, history, rules));
    }
    return simulation.decide((rules) => given(counting.get(JSON.stringify(rules))));
  }
}

/** Before a verdict is given on it, its reports are read again: what they say then is not known here. */
function isOutdated({ history }: ReadArtifact): boolean {
  return history.some(({ isCurrent, reader }) => isCurrent && reader < READER_VERSION);
}

/** Null where that takes more than what is read: findings of other scans, or names. */
function decideByGroups(
  simulation: Simulation,
  { artifact, history, current, records }: ReadArtifact,
  findings: CountedFindings,
): SimulatedOutcome[] | null {
  const scanIds = current.map(({ scanId }) => scanId);
  if (!areMarked(current, history) || !findings.isOf(scanIds)) return null;
  if (!simulation.evidenceRules.every((rules) => doAllCount(history, rules))) return null;
  try {
    const columns = FindingColumns.decode({ columns: findings.columns, names: null });
    const facts = factsWith({ ...artifact, scans: records, history }, []);
    const everybodys = { ...facts, findings: simulation.findings(columns, facts.scans) };
    return simulation.decide((rules) => countingAll(everybodys, rules));
  } catch (error) {
    if (error instanceof DamagedBlockError || error instanceof NamesNotReadError) return null;
    throw error;
  }
}

function given(facts: Facts | undefined): Facts {
  if (facts === undefined) throw new Error('a simulation asks for evidence that it did not name');
  return facts;
}
