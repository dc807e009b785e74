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
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import { LackedComponentsRepository } from '../scans/lacked-components.repository.js';
import { RecalledScans } from '../scans/recalled-scans.js';
import { ScanRecordsRepository, type StoredStamp } from '../scans/scan-records.repository.js';
import {
  type CountedFindings,
  type NamedFindings,
  StoredFindingsRepository,
} from '../scans/stored-findings.repository.js';
import { ArtifactVex } from '../vex-documents/artifact-vex.js';
import type { PolicySimulation } from './dto/policy-simulation.dto.js';
import type { PreviewedFinding } from './dto/previewed-finding.dto.js';
import {
  type FleetArtifact,
  SimulatedArtifactsRepository,
  type ToolVersion,
} from './simulated-artifacts.repository.js';
import { SimulationTally } from './simulation-tally.js';
import { changedWaivers, type WaiverChange } from './waiver-change.js';

/** A policy to hold against the artifacts of some projects: data alone. */
export interface SimulationAsked {
  /** A policy's text; null for the one that is active. */
  readonly source: string | null;
  /** What would be otherwise with the waivers, and to which artifacts that is limited. */
  readonly waiver?: WaiverChange;
  readonly scope: ProjectScope;
  /** How many artifacts are listed at most. */
  readonly limit: number;
  /** In milliseconds: what is not judged by then is counted as such. */
  readonly patience: number;
}

/** What was found out: data alone. */
export interface SimulatedFleet {
  readonly simulation: PolicySimulation;
  readonly findings: { readonly items: PreviewedFinding[]; readonly total: number };
}

/** Artifacts that are read at once: some megabytes. */
const BATCH = 50;

/** What is to be found out, of which artifacts. */
interface Asked {
  readonly policies: readonly Policy[];
  readonly simulation: Simulation;
  readonly at: Date;
  readonly scope: ProjectScope;
  readonly waiver: WaiverChange | undefined;
  /** The ids of the artifacts that it is limited to, the newest first. Null: all. */
  readonly reached: readonly number[] | null;
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
    private readonly waivers: ArtifactWaivers,
    private readonly vex: ArtifactVex,
    private readonly firstSeen: FirstSeenRepository,
  ) {}

  /** Throws PolicyError. */
  async run({ source, waiver, scope, limit, patience }: SimulationAsked): Promise<SimulatedFleet> {
    const { policy: active } = await this.policies.get();
    const proposed = source === null ? active : parsePolicy(source);
    const at = new Date();
    const simulation = new Simulation(active, proposed, at.getTime());
    const deadline = performance.now() + patience;
    return this.database.snapshot(async (sql) => {
      const asked: Asked = {
        policies: [active, proposed],
        simulation,
        at,
        scope,
        waiver,
        reached: await this.reachedBy(sql, simulation, scope, waiver),
      };
      const total = asked.reached?.length ?? (await this.artifacts.count(sql, scope));
      const pending = await this.recalled.listPending(sql);
      const tally = new SimulationTally(limit);
      const heavy: ReadArtifact[] = [];
      await this.eachBatch(sql, asked, deadline, async (batch) => {
        const waiting = new Map(batch.map((read) => [read.artifact.id, read]));
        for (const read of batch) {
          if (!pending.has(read.artifact.id) && !isOutdated(read)) continue;
          tally.outdated += 1;
          waiting.delete(read.artifact.id);
        }
        const decide = (artifactId: number, findings: CountedFindings | NamedFindings): void => {
          const read = waiting.get(artifactId);
          const outcomes = read && decideByGroups(simulation, read, findings);
          if (!outcomes) return;
          tally.add(read.artifact, outcomes);
          waiting.delete(artifactId);
        };
        const named = batch.filter((read) => waiting.has(read.artifact.id) && exceptionsOf(read) !== null);
        const namedIds = new Set(named.map(({ artifact }) => artifact.id));
        await this.findings.eachCounted(
          sql,
          [...waiting.keys()].filter((id) => !namedIds.has(id)),
          decide,
        );
        await this.findings.eachNamed(sql, [...namedIds], decide);
        heavy.push(...waiting.values());
      });
      for (const read of heavy) {
        if (performance.now() > deadline) break;
        tally.add(read.artifact, await this.decideWhole(sql, asked, read));
      }
      const { artifacts, ...result } = tally.result();
      const missing = total - artifacts;
      const answer = {
        version: proposed.version,
        replaces: active.version,
        evaluatedAt: at.toISOString(),
        artifacts,
        notSimulated: { artifacts: missing, outdated: tally.outdated, late: missing - tally.outdated },
        ...result,
        leftOut: [...simulation.leftOut],
        warnings: [...proposed.warnings],
      };
      return { simulation: answer, findings: { items: tally.findings.list(), total: tally.findings.total } };
    });
  }

  /** While one batch is judged, the next is asked for. */
  private async eachBatch(
    sql: Sql,
    asked: Asked,
    deadline: number,
    work: (batch: readonly ReadArtifact[]) => Promise<void>,
  ): Promise<void> {
    const readAfter = (before: number | null): Promise<ReadArtifact[]> => {
      const batch = this.read(sql, before, asked);
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
    { policies, simulation, at, scope, waiver, reached }: Asked,
  ): Promise<ReadArtifact[]> {
    const artifacts =
      reached === null
        ? await this.artifacts.listBefore(sql, before, scope, BATCH)
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

  /**
   * Null for all artifacts. Postings tell of everybody's findings: where an environment counts the scans of some senders alone, it has others,
   * and any artifact may be reached.
   */
  private async reachedBy(
    sql: Sql,
    simulation: Simulation,
    scope: ProjectScope,
    waiver: WaiverChange | undefined,
  ): Promise<number[] | null> {
    if (waiver === undefined) return null;
    const { evidenceRules } = simulation;
    const isEverybodys = evidenceRules.every(({ from }) => from === undefined);
    const tools = isEverybodys && evidenceRules.some((rules) => rules.tools !== undefined);
    const doesCount = (tool: ToolVersion): boolean =>
      evidenceRules.every((rules) => doAllCount([{ tool, sender: null, recall: null }], rules));
    return this.artifacts.listReached(sql, scope, {
      projectId: waiver.projectId,
      scope: waiver.scope,
      names: isEverybodys ? waiver.names : null,
      componentIds: isEverybodys ? await this.artifacts.listComponents(sql, waiver.scope) : null,
      deniedTools: tools ? (await this.artifacts.listTools(sql)).filter((tool) => !doesCount(tool)) : [],
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
