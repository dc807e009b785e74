import { Injectable } from '@nestjs/common';
import { DamagedBlockError } from '../../core/columns/damaged-block-error.js';
import { FindingColumns } from '../../core/columns/finding-columns.js';
import { NamesNotReadError } from '../../core/columns/names-not-read-error.js';
import { doAllCount } from '../../core/gate/counting-evidence.js';
import { currentScans } from '../../core/gate/current-scans.js';
import type { Exceptions } from '../../core/gate/exception-rows.js';
import type { Facts } from '../../core/gate/facts.js';
import { factsWith } from '../../core/gate/facts-of.js';
import type { ScanRecord } from '../../core/gate/scan-record.js';
import { Simulation, type SimulatedOutcome } from '../../core/gate/simulation.js';
import type { Waiver } from '../../core/model/waiver.js';
import { parsePolicy } from '../../core/policy/parse-policy.js';
import type { Policy } from '../../core/policy/policy.js';
import { READER_VERSION } from '../../core/reports/reader-version.js';
import type { VexDocument } from '../../core/vex/vex-word.js';
import { Database, type Sql } from '../../database/database.js';
import type { ProjectScope } from '../access/project-scope.js';
import { ArtifactWaivers } from '../approved-waivers/artifact-waivers.js';
import { FirstSeenRepository } from '../first-seen/first-seen.repository.js';
import { areMarked, countingAll, StoredFacts } from '../gate/stored-facts.js';
import { LackedComponentsRepository } from '../scans/lacked-components.repository.js';
import { RecalledScans } from '../scans/recalled-scans.js';
import { ScanRecordsRepository, type StoredStamp } from '../scans/scan-records.repository.js';
import {
  type CountedFindings,
  type NamedFindings,
  StoredFindingsRepository,
} from '../scans/stored-findings.repository.js';
import { ArtifactVex } from '../vex-documents/artifact-vex.js';
import { type FleetArtifact, type Share, SimulatedArtifactsRepository } from './simulated-artifacts.repository.js';
import { SimulationTally, type TallyPart } from './simulation-tally.js';
import { changedWaivers, type WaiverChange } from './waiver-change.js';

/** What one thread has to find out: data alone, but for `stop`. */
export interface ShareAsked {
  /** The policy in force, as its text. */
  readonly active: string;
  /** The one that is held against it. */
  readonly proposed: string;
  /** The instant of both, in milliseconds since 1970. */
  readonly at: number;
  /** Of the database, by the name that `Database.sharedSnapshot` gave it. */
  readonly snapshot: string;
  readonly waiver: WaiverChange | undefined;
  readonly scope: ProjectScope;
  readonly share: Share;
  /** The ids of the artifacts of this share that it is limited to, the newest first. Null: all. */
  readonly reached: readonly number[] | null;
  /** How many artifacts are listed at most. */
  readonly limit: number;
  /** In milliseconds: what is not judged by then is counted as such. */
  readonly patience: number;
  /** Of one element, in memory that is shared: 0 until the answer is not wanted any more. */
  readonly stop: Int32Array<SharedArrayBuffer>;
}

/** Artifacts that are read at once: some megabytes. */
const BATCH = 50;

/** The same, and what follows from it. */
interface Asked extends Omit<ShareAsked, 'at'> {
  readonly policies: readonly Policy[];
  readonly simulation: Simulation;
  readonly at: Date;
  /** By `performance.now()`. */
  readonly deadline: number;
}

/** What is read of an artifact to judge it. */
interface ReadArtifact {
  readonly artifact: FleetArtifact;
  /** Every scan of it. */
  readonly history: readonly StoredStamp[];
  readonly current: readonly StoredStamp[];
  /** Of the current scans, without their findings. */
  readonly records: readonly ScanRecord[];
  /** Those that its project has in force, or that begin later. */
  readonly waivers: readonly Waiver[];
  /** What these would be; the same list where that is no change. */
  readonly proposedWaivers: readonly Waiver[];
  /** The documents that are filed for it; which of them count, each policy says. */
  readonly vex: readonly VexDocument[];
}

/**
 * Decides artifacts by the policy in force and by another one, at one instant, on the database as it is at one moment. It writes
 * nothing. Runs where it holds no thread that answers requests.
 */
@Injectable()
export class FleetSimulation {
  constructor(
    private readonly database: Database,
    private readonly artifacts: SimulatedArtifactsRepository,
    private readonly records: ScanRecordsRepository,
    private readonly lacked: LackedComponentsRepository,
    private readonly findings: StoredFindingsRepository,
    private readonly recalled: RecalledScans,
    private readonly facts: StoredFacts,
    private readonly waivers: ArtifactWaivers,
    private readonly vex: ArtifactVex,
    private readonly firstSeen: FirstSeenRepository,
  ) {}

  /** Of a share of the artifacts. Throws PolicyError. */
  async run(share: ShareAsked): Promise<TallyPart> {
    const policies = [share.active, share.proposed].map((source) => parsePolicy(source)) as [Policy, Policy];
    const asked: Asked = {
      ...share,
      policies,
      simulation: new Simulation(...policies, share.at),
      at: new Date(share.at),
      deadline: performance.now() + share.patience,
    };
    return this.database.snapshot(async (sql) => {
      const pending = await this.recalled.listPending(sql);
      const tally = new SimulationTally(share.limit);
      const heavy: ReadArtifact[] = [];
      await this.eachBatch(sql, asked, async (batch) => {
        const current = batch.filter((read) => !pending.has(read.artifact.id) && !isOutdated(read));
        tally.outdated += batch.length - current.length;
        heavy.push(...(await this.decideBatch(sql, asked, current, tally)));
      });
      for (const read of heavy) {
        if (isOver(asked)) break;
        tally.add(read.artifact, await this.decideWhole(sql, asked, read));
      }
      return tally.part();
    }, share.snapshot);
  }

  /** Answers those that take more than what was read. */
  private async decideBatch(
    sql: Sql,
    { simulation }: Asked,
    batch: readonly ReadArtifact[],
    tally: SimulationTally,
  ): Promise<ReadArtifact[]> {
    const waiting = new Map(batch.map((read) => [read.artifact.id, read]));
    const decide = (artifactId: number, findings: CountedFindings | NamedFindings): void => {
      const read = waiting.get(artifactId);
      const outcomes = read && decideByGroups(simulation, read, findings);
      if (!outcomes) return;
      tally.add(read.artifact, outcomes);
      waiting.delete(artifactId);
    };
    const named = batch.filter((read) => exceptionsOf(read) !== null);
    const namedIds = new Set(named.map(({ artifact }) => artifact.id));
    await this.findings.eachCounted(
      sql,
      [...waiting.keys()].filter((id) => !namedIds.has(id)),
      decide,
    );
    await this.findings.eachNamed(sql, [...namedIds], decide);
    return [...waiting.values()];
  }

  /** While one batch is judged, the next is asked for. */
  private async eachBatch(
    sql: Sql,
    asked: Asked,
    work: (batch: readonly ReadArtifact[]) => Promise<void>,
  ): Promise<void> {
    const readAfter = (before: number | null): Promise<ReadArtifact[]> => {
      const batch = this.read(sql, before, asked);
      // Heard of when it is waited for.
      batch.catch(() => undefined);
      return batch;
    };
    let next = readAfter(null);
    while (!isOver(asked)) {
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
    { policies, simulation, at, scope, share, waiver, reached }: Asked,
  ): Promise<ReadArtifact[]> {
    const artifacts =
      reached === null
        ? await this.artifacts.listBefore(sql, before, { scope, share }, BATCH)
        : await this.artifacts.listOf(sql, reached.filter((id) => before === null || id < before).slice(0, BATCH));
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
    const approved = await this.waivers.listForEach(sql, artifacts, at);
    const filed = await this.vex.listForEach(sql, artifacts, policies);
    return artifacts.map((artifact) => {
      const scans = current.get(artifact.id) ?? [];
      const waivers = (approved.get(artifact.id) ?? []).map((one) => one.waiver);
      return {
        artifact,
        history: histories.get(artifact.id) ?? [],
        current: scans,
        records: scans.flatMap(({ scanId }) => records.get(scanId) ?? []),
        waivers,
        proposedWaivers: waiver === undefined ? waivers : changedWaivers(waivers, waiver),
        vex: filed.get(artifact.id) ?? [],
      };
    });
  }

  /** As the gate does: by all findings, of the scans that count. */
  private async decideWhole(
    sql: Sql,
    { simulation, policies }: Asked,
    { artifact, waivers, proposedWaivers, vex }: ReadArtifact,
  ): Promise<SimulatedOutcome[]> {
    const history = await this.facts.historyOf(sql, artifact.id);
    const everybodys = await this.facts.ofEverybody(sql, artifact, history);
    const counting = new Map<string, Facts>();
    const environments = policies.flatMap((policy) => policy.environments);
    const firstSeen = await this.firstSeen.forAny(sql, artifact.id, environments);
    for (const rules of simulation.evidenceRules) {
      const facts = await this.facts.ofCounting(sql, everybodys, history, rules);
      counting.set(JSON.stringify(rules), { ...facts, ...firstSeen });
    }
    return simulation.decide((rules) => given(counting.get(JSON.stringify(rules))), waivers, proposedWaivers, vex);
  }
}

function isOver({ deadline, stop }: Asked): boolean {
  return performance.now() > deadline || Atomics.load(stop, 0) !== 0;
}

/** Before a verdict is given on it, its reports are read again: what they say then is not known here. */
function isOutdated({ history }: ReadArtifact): boolean {
  return history.some(({ isCurrent, reader }) => isCurrent && reader < READER_VERSION);
}

/** Null where that takes more than what is read: findings of other scans, a name that some rule asks for, or since when the image has them. */
function decideByGroups(
  simulation: Simulation,
  read: ReadArtifact,
  findings: CountedFindings | NamedFindings,
): SimulatedOutcome[] | null {
  const { artifact, history, current, records, waivers, proposedWaivers, vex } = read;
  // When something was first seen is kept by its name.
  if (simulation.asks('vulnerabilities.overdue')) return null;
  const scanIds = current.map(({ scanId }) => scanId);
  if (!areMarked(current, history) || !findings.isOf(scanIds)) return null;
  if (!simulation.evidenceRules.every((rules) => doAllCount(history, rules))) return null;
  try {
    const names = 'names' in findings ? findings.names : null;
    const columns = FindingColumns.decode({ columns: findings.columns, names });
    const facts = factsWith({ ...artifact, scans: records, history }, []);
    const everybodys = { ...facts, findings: simulation.findings(columns, facts.scans, exceptionsOf(read)) };
    return simulation.decide((rules) => countingAll(everybodys, rules), waivers, proposedWaivers, vex);
  } catch (error) {
    if (error instanceof DamagedBlockError || error instanceof NamesNotReadError) return null;
    throw error;
  }
}

/** All that may clear a finding of the artifact, now or after the change; null where there is nothing. Then names are not needed. */
function exceptionsOf({ waivers, proposedWaivers, vex }: ReadArtifact): Exceptions | null {
  if (waivers.length + proposedWaivers.length + vex.length === 0) return null;
  return { waivers: proposedWaivers === waivers ? waivers : [...waivers, ...proposedWaivers], vex };
}

function given(facts: Facts | undefined): Facts {
  if (facts === undefined) throw new Error('a simulation asks for evidence that it did not name');
  return facts;
}
