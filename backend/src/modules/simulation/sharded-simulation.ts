import { availableParallelism } from 'node:os';
import { Injectable } from '@nestjs/common';
import { doAllCount } from '../../core/gate/counting-evidence.js';
import { Simulation } from '../../core/gate/simulation.js';
import { parsePolicy } from '../../core/policy/parse-policy.js';
import { Database, type Sql } from '../../database/database.js';
import type { ProjectScope } from '../access/project-scope.js';
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import type { PolicySimulation } from './dto/policy-simulation.dto.js';
import type { PreviewedFinding } from './dto/previewed-finding.dto.js';
import type { ShareAsked } from './fleet-simulation.js';
import { SimulationAbandonedError } from './simulation.errors.js';
import { SimulatedArtifactsRepository, type ToolVersion } from './simulated-artifacts.repository.js';
import { SimulationTally, type TallyPart } from './simulation-tally.js';
import type { WaiverChange } from './waiver-change.js';

/** A policy to hold against the artifacts of some projects. */
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

/** What was found out. */
export interface SimulatedFleet {
  readonly simulation: PolicySimulation;
  readonly findings: { readonly items: PreviewedFinding[]; readonly total: number };
}

/** Each has its own memory and connection, and what else runs on the machine is to go on. */
const MOST_THREADS = 4;

/** Runs a simulation of the whole fleet: every share of it in a thread, all on the same moment of the database. It only sums up. */
@Injectable()
export class ShardedSimulation {
  /** Fewer artifacts than these are not worth another thread. */
  worthAThread = 100;

  private simulateElsewhere: ((asked: ShareAsked) => Promise<TallyPart>) | null = null;

  constructor(
    private readonly database: Database,
    private readonly policies: ActivePolicyStore,
    private readonly artifacts: SimulatedArtifactsRepository,
  ) {}

  /** Called once, when the application starts: threads are above. */
  simulateBy(simulateElsewhere: (asked: ShareAsked) => Promise<TallyPart>): void {
    this.simulateElsewhere = simulateElsewhere;
  }

  /** `signal` aborts when the caller has gone. Throws PolicyError and SimulationAbandonedError. */
  async run(
    { source, waiver, scope, limit, patience }: SimulationAsked,
    signal: AbortSignal | null = null,
  ): Promise<SimulatedFleet> {
    throwIfGone(signal);
    const { policy: active } = await this.policies.get();
    const proposed = source === null ? active : parsePolicy(source);
    const at = new Date();
    const simulation = new Simulation(active, proposed, at.getTime());
    const asked = {
      active: active.source,
      proposed: proposed.source,
      at: at.getTime(),
      waiver,
      scope,
      limit,
      patience,
    };
    const { total, parts } = await this.database.sharedSnapshot(async (sql, snapshot) => {
      const reached = await this.reachedBy(sql, simulation, scope, waiver);
      const artifacts = reached?.length ?? (await this.artifacts.count(sql, scope));
      return { total: artifacts, parts: await this.inShares({ ...asked, snapshot }, { reached, artifacts }, signal) };
    });
    const tally = new SimulationTally(limit);
    for (const part of parts) tally.addAll(part);
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
  }

  /** Once one fails, or the caller has gone, the others stop where they are, and nothing of them goes on afterwards. */
  private async inShares(
    asked: Omit<ShareAsked, 'share' | 'reached' | 'stop'>,
    { reached, artifacts }: { readonly reached: readonly number[] | null; readonly artifacts: number },
    signal: AbortSignal | null,
  ): Promise<TallyPart[]> {
    const { simulateElsewhere } = this;
    if (simulateElsewhere === null) throw new Error('there is no thread to simulate in');
    const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const halt = (): void => void Atomics.store(stop, 0, 1);
    signal?.addEventListener('abort', halt);
    try {
      const of = threadsFor(artifacts, this.worthAThread);
      const shares = Array.from({ length: of }, async (_, place) => {
        const own = reached === null ? null : reached.filter((_id, index) => index % of === place);
        try {
          return await simulateElsewhere({ ...asked, share: { place, of }, reached: own, stop });
        } catch (error) {
          halt();
          throw error;
        }
      });
      await Promise.allSettled(shares);
      throwIfGone(signal);
      return await Promise.all(shares);
    } finally {
      signal?.removeEventListener('abort', halt);
    }
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
}

function throwIfGone(signal: AbortSignal | null): void {
  if (signal?.aborted === true) throw new SimulationAbandonedError();
}

/** One for each processor, and no more than have something to do; always one, so that there is one way alone. */
function threadsFor(artifacts: number, worthAThread: number): number {
  return Math.max(1, Math.min(availableParallelism(), MOST_THREADS, Math.floor(artifacts / worthAThread)));
}
